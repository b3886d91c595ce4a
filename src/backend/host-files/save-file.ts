import { randomBytes } from 'node:crypto'
import type { FileVersion } from '../../state/files/file-version.ts'
import type { FilePlace, SaveOptions, SaveResult } from '../../state/files/host-files.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { HostTransports } from '../host-transports.ts'
import { cksum } from './cksum.ts'
import { type FileRecord, pathOf, readFacts, readRecords } from './file-records.ts'
import { fileCall, runFileCall } from './file-script-call.ts'
import { sha256 } from './read-file.ts'
import { FILE_EXITS } from './scripts/path-script.ts'
import { SAVE_SCRIPT } from './scripts/save-script.ts'

/** Time limit in milliseconds, enough to send a few megabytes over a slow connection. */
const DEADLINE = 300_000

/**
 * Saves a file. If the file on the host is no longer the version `before`, resolves with a conflict and does not
 * reject.
 */
export async function saveFile(
  ways: HostTransports,
  place: FilePlace,
  bytes: Uint8Array,
  { before }: SaveOptions,
): Promise<SaveResult> {
  const was = typeof before === 'string' ? { sum: before, inode: '-', size: 0 } : before
  const call = fileCall(ways, place, SAVE_SCRIPT, [
    ...[randomBytes(9).toString('hex'), was.sum, was.inode, String(was.size)],
    ...[`${sha256(bytes)} cksum:${cksum(bytes)}`, String(bytes.length)],
  ])
  const what = `${place.path} was not saved.`
  const unsure = `fleetmux does not know whether ${place.path} was saved.`
  const known = [FILE_EXITS.conflict]
  const options = { what, unsure, stdin: bytes, deadline: DEADLINE, known }
  const { code, stdout } = await runFileCall(ways, place, call, options)
  const records = readRecords(stdout, call.mark)
  const now = records && versionIn(records)
  if (!records || (code === 0 && !now))
    throw new FailureError({
      ...{
        kind: 'lost',
        host: place.host,
        what: unsure,
        why: 'the answer of the host was cut off',
      },
      hint: 'The file has either its old or its new content: check it on the host.',
    })
  const path = pathOf(textOf(records, 'r').replace(/\0$/, ''))
  if (code === FILE_EXITS.conflict || !now) return { state: 'conflict', path, now }
  return { state: 'saved', path, version: now, inPlace: textOf(records, 'w') || null }
}

function versionIn(records: readonly FileRecord[]): FileVersion | null {
  const sum = textOf(records, 'n')
  const facts = readFacts(textOf(records, 'e'))
  return facts && sum !== 'none' ? { sum, inode: facts.inode, size: facts.size } : null
}

function textOf(records: readonly FileRecord[], letter: string): string {
  return records.find(each => each.letter === letter)?.text ?? ''
}
