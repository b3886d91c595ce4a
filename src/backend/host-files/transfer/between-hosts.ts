import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ownDirectory } from '../../../disk/own-directory.ts'
import { makeOwnDirectory } from '../../../disk/private-file.ts'
import type { CopiedBetween, FilePlace, TransferOptions } from '../../../state/files/host-files.ts'
import { lastPart, pathBytes, samePath } from '../../../state/files/written-path.ts'
import type { HostTransports } from '../../host-transports.ts'
import { changeFile } from '../change-files.ts'
import { getFile } from './get-file.ts'
import { putFile } from './put-file.ts'

const START_AGAIN = 'A copy from host to host cannot be continued: start it again.'

/**
 * Copies a file or directory from one host to another by way of this machine, so that the hosts need not reach each
 * other. The download and the upload each verify checksums. `move`: afterwards the source is moved to the trash of its
 * host, unless something was left out.
 */
export async function copyBetween(
  { ways, env }: { readonly ways: HostTransports; readonly env: NodeJS.ProcessEnv },
  from: FilePlace,
  to: FilePlace,
  { move, ...options }: TransferOptions & { readonly move: boolean },
): Promise<CopiedBetween> {
  const base = join(ownDirectory('XDG_CACHE_HOME', env), 'transfers')
  makeOwnDirectory(base)
  const scratch = await mkdtemp(join(base, 'copy-'))
  const whole = { ...options, resume: false, howToContinue: START_AGAIN }
  try {
    const got = await getFile(ways, from, join(scratch, nameOf(from)), whole)
    const put = await putFile(ways, got.path, to, whole)
    // The copy on this machine is temporary, so `got.remarks` (such as file modes that this machine could not store) is
    // dropped; `put` has the remarks on the copy on the other host.
    const notes = [...got.notes, ...put.notes]
    if (!move) return { ...put, notes, trash: null }
    if (notes.length > 0)
      return { ...put, notes: [...notes, 'The original stays where it was.'], trash: null }
    return { ...put, notes, trash: (await changeFile(ways, from, 'trash')).note }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/**
 * The name of the temporary copy on this machine: the file's own name, or `copy` if that cannot be used, as for a root
 * directory or a name that is not valid UTF-8.
 */
function nameOf({ path }: FilePlace): string {
  const name = Buffer.from(pathBytes(lastPart(samePath(path.replace(/\/+$/, ''))))).toString('utf8')
  return /^[^/\0]+$/.test(name) && !/^(\.|\.\.|~)$/.test(name) && !name.includes('\ufffd')
    ? name
    : 'copy'
}
