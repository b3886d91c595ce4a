import { createHash } from 'node:crypto'
import { basename, dirname } from 'node:path'
import type { Transferred } from '../../../state/files/host-files.ts'
import { FailureError } from '../../../state/model/failure.ts'
import { type Child, start } from '../../process.ts'
import { collect, outputsEnded } from '../../transport/collect-output.ts'
import { fileCall, runFileCall } from '../file-script-call.ts'
import { PUT_KEEP_SCRIPT } from '../scripts/put-script.ts'
import { shellBytes } from '../shell-bytes.ts'
import { type AbandonedPart, takeOverPart } from './put-part.ts'
import { finishPut, notSent, sendContent, type UploadContext } from './put-stream.ts'
import { keptFiles, namesBelow, nulEnded, sumsOf, tarTakesNames } from './tree-names.ts'

/**
 * Uploads a directory as a tar archive. With `resume`, omits the files that an earlier upload has stored on the host
 * and that have not changed.
 */
export async function putDirectory(
  putting: UploadContext,
  parts: readonly AbandonedPart[],
): Promise<Transferred> {
  const name = basename(putting.from)
  if (name === '')
    throw new FailureError({
      kind: 'refused',
      what: 'The root directory of this machine cannot be sent.',
      hint: 'Name a directory in it.',
    })
  const kept = await keepEarlier(putting, parts)
  const tar = packLocal(putting.from, kept?.missing ?? null)
  const words = collect(tar.stderr, { limit: 1 << 16, keep: 'end' })
  try {
    const kind = kept ? 'more-tree' : 'tree'
    const how = { offset: kept?.size ?? 0, size: null, kind } as const
    const { sent } = await sendContent(putting, tar.stdout, createHash('sha256'), how)
    const { code } = await tar.exited
    await outputsEnded([words])
    const said = words.bytes().toString('utf8').trim().split('\n').at(-1) ?? ''
    if (sent === 0) throw notSent(putting, said || 'tar sent nothing')
    const source = shellBytes(Buffer.from(name))
    const ended = await finishPut(putting, ['tree', '0', '-', '-', source], parts)
    const notes =
      code === 0
        ? []
        : [
            `Not all of ${putting.from} could be read: ${said || `tar ended with exit code ${code}`}`,
          ]
    const size = (kept?.size ?? 0) + sent
    return { path: ended.path, size, resumedAt: kept?.size ?? 0, notes, remarks: ended.remarks }
  } finally {
    await tar.kill()
  }
}

/** Packs a local directory as a tar archive. If `missing` is given, packs only these names, each ended by NUL. */
function packLocal(from: string, missing: Buffer | null): Child {
  const place = ['-C', dirname(from)]
  if (!missing)
    return start({ file: 'tar', args: ['-c', '-f', '-', ...place, `./${basename(from)}`] })
  const names = ['--null', '--no-recursion', '-T', '-']
  const tar = start({ file: 'tar', args: [...place, ...names, '-c', '-f', '-'] })
  tar.stdin.end(missing)
  return tar
}

/**
 * What the host keeps of an earlier upload of a directory: the total size of the files, and the names that must still
 * be sent, each ended by NUL.
 */
interface Kept {
  readonly size: number
  readonly missing: Buffer
}

async function keepEarlier(
  putting: UploadContext,
  parts: readonly AbandonedPart[],
): Promise<Kept | null> {
  const { ways, from, place, options, words } = putting
  const part = parts.find(({ isDirectory }) => isDirectory)
  if (!options.resume || !part || !(await tarTakesNames())) return null
  const records = await takeOverPart(putting, part)
  if (!records) return null
  const all = await namesBelow(from)
  const kept = await keptFiles(from, all, sumsOf(records))
  if (kept.names.length === 0) return null
  const source = shellBytes(Buffer.from(basename(from)))
  const call = fileCall(ways, place, PUT_KEEP_SCRIPT, [...words, source])
  const what = `${place.path} was not written.`
  await runFileCall(ways, place, call, { what, stdin: nulEnded(kept.names) })
  const base = Buffer.from(basename(from)).toString('latin1')
  const had = new Set(kept.names)
  const missing = all.filter(name => !had.has(name)).map(name => `./${base}/${name.slice(2)}`)
  return { size: kept.size, missing: nulEnded(missing) }
}
