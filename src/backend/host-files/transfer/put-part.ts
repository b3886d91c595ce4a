import { randomBytes } from 'node:crypto'
import { basename } from 'node:path'
import type { FilePlace } from '../../../state/files/host-files.ts'
import type { HostTransports } from '../../host-transports.ts'
import { type FileRecord, readRecords } from '../file-records.ts'
import { fileCall, runFileCall } from '../file-script-call.ts'
import { PUT_ASK_SCRIPT, PUT_CLAIM_SCRIPT } from '../scripts/put-script.ts'
import { shellBytes } from '../shell-bytes.ts'
import { isAlive, machineName } from './part-file.ts'

/**
 * Time limit in milliseconds of each script of an upload except the one that receives the content, enough to compute
 * the checksum of a large file on a slow disk.
 */
export const PUT_DEADLINE = 600_000

/**
 * The names of the uploads that this process runs now. The name of an upload is part of the name of its temporary file.
 */
const running = new Set<string>()

/**
 * Makes a name for a new upload, from the machine, the process id and a random number. The caller must pass the name to
 * `endUpload` at the end.
 */
export function beginUpload(): string {
  const name = `${machineName()}-${process.pid}-${randomBytes(9).toString('hex')}`
  running.add(name)
  return name
}

export function endUpload(name: string): void {
  running.delete(name)
}

/** An upload to a host, with the arguments for its scripts. */
export interface Upload {
  readonly ways: HostTransports
  readonly place: FilePlace
  /** The local file or directory to upload. */
  readonly from: string
  /** First arguments of all scripts of an upload: its name, whether it replaces a file, and the source's name. */
  readonly words: readonly string[]
}

/** A temporary file or directory of an earlier upload that no process continues. */
export interface AbandonedPart {
  /** The end of the name of the temporary file, after the target's name, encoded as an argument of a shell script. */
  readonly end: string
  readonly isDirectory: boolean
}

/**
 * Finds the temporary files and directories that earlier uploads to the same path on the host have left. Rejects if the
 * file at this path must not be replaced.
 */
export async function abandonedParts({
  ways,
  place,
  words,
}: Upload): Promise<readonly AbandonedPart[]> {
  const call = fileCall(ways, place, PUT_ASK_SCRIPT, words)
  const what = `${place.path} was not written.`
  const { stdout } = await runFileCall(ways, place, call, { what })
  return (readRecords(stdout, call.mark) ?? []).flatMap(({ letter, text }) => {
    const end = text.slice(3).split('\0')[0] ?? ''
    if (letter !== 'c' || !isAbandoned(end, text[1] === '1')) return []
    return [{ end: shellBytes(Buffer.from(end)), isDirectory: text[0] === 'd' }]
  })
}

/**
 * Whether no upload writes into this temporary file or directory any more: its process on this machine has ended, or it
 * was made by another machine and not changed for long (`isOld`: 15 minutes, a directory a day). `end`: its name from
 * the dot after the target's name on, with the machine and process id of the upload. Earlier versions of fleetmux made
 * names without them, `.NAME.fleetmux-part`.
 */
function isAbandoned(end: string, isOld: boolean): boolean {
  if (end === '.fleetmux-part') return true
  const [, name, of, pid] =
    /^\.(([A-Za-z0-9]{1,12})-(\d+)-[0-9a-f]{18})\.fleetmux-part$/.exec(end) ?? []
  // If `end` is not `.MACHINE-PID-RANDOM.fleetmux-part`, the file belongs to an upload to another target, whose name
  // begins with the name of this upload's target.
  if (name === undefined) return false
  if (of !== machineName()) return isOld
  return Number(pid) === process.pid ? !running.has(name) : !isAlive(Number(pid))
}

/**
 * Takes over the temporary file or directory of an earlier upload. Resolves with what the host reports of its content
 * (sizes, checksums); null: another upload has just taken it.
 */
export async function takeOverPart(
  { ways, place, from, words }: Upload,
  part: AbandonedPart,
): Promise<readonly FileRecord[] | null> {
  const source = shellBytes(Buffer.from(basename(from)))
  const call = fileCall(ways, place, PUT_CLAIM_SCRIPT, [...words, part.end, source])
  const what = `${place.path} was not written.`
  const { stdout } = await runFileCall(ways, place, call, { what, deadline: PUT_DEADLINE })
  const records = readRecords(stdout, call.mark)
  return records && records.length > 0 ? records : null
}

export function textOf(records: readonly FileRecord[] | null, letter: string): string {
  return records?.find(each => each.letter === letter)?.text ?? ''
}
