import type { Hash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { TransferOptions } from '../../../state/files/host-files.ts'
import { FailureError } from '../../../state/model/failure.ts'
import { localReason } from '../../files/local-reason.ts'
import { collect, outputsEnded } from '../../transport/collect-output.ts'
import type { Running } from '../../transport/transport.ts'
import { type FileRecord, pathOf, readRecords } from '../file-records.ts'
import { fileCall, runFileCall } from '../file-script-call.ts'
import { scriptFailure } from '../script-failure.ts'
import { PUT_END_SCRIPT, PUT_SCRIPT } from '../scripts/put-script.ts'
import { KEEPS_NO_MODES, modeRemarks } from './mode-remark.ts'
import { type AbandonedPart, PUT_DEADLINE, textOf, type Upload } from './put-part.ts'
import { continueHint } from './transfer-answer.ts'
import { sumOf, UNVERIFIED, watchedStream } from './watched-stream.ts'

export interface UploadContext extends Upload {
  readonly options: TransferOptions
}

export interface Sending {
  readonly offset: number
  readonly size: number | null
  readonly kind: 'new' | 'more' | 'tree' | 'more-tree'
}

/** Sends a stream. Resolves with its length once the host has stored all of the stream. */
export async function sendContent(
  putting: UploadContext,
  source: Readable | null,
  hash: Hash,
  { offset, size, kind }: Sending,
): Promise<{ readonly sent: number }> {
  const { ways, place, options, words } = putting
  const call = fileCall(ways, place, PUT_SCRIPT, [...words, kind])
  const running = await ways.to(place.host).open(call.argv, { first: call.first })
  const stop = () => void running.kill()
  options.signal?.addEventListener('abort', stop, { once: true })
  const watched = watchedStream(place.host, hash, done => options.progress?.(offset + done, size))
  // If the host stops reading, the script's exit code gives the reason.
  void running.ended.then(() => watched.stream.end())
  try {
    const said = collectWords(running)
    const failed = (thrown: unknown) => throwSourceError(putting.from, thrown)
    if (source) await pipeline(source, watched.stream, running.stdin).catch(failed)
    else running.stdin.end()
    const stderr = await said()
    await checkStored(putting, running, withoutMarked(stderr, call.mark))
    if (size === null) checkSum(putting, call.mark, stderr, sumOf(hash))
    return { sent: watched.size() }
  } finally {
    watched.stream.destroy()
    options.signal?.removeEventListener('abort', stop)
    await running.kill()
  }
}

/**
 * Collects what the script prints. The returned function waits for the end of the script and resolves with its standard
 * error.
 */
function collectWords(running: Running): () => Promise<string> {
  const stderr = collect(running.stderr, { limit: 1 << 16, keep: 'end' })
  running.stdout.resume()
  return async () => {
    await running.ended
    await outputsEnded([stderr])
    return stderr.bytes().toString('latin1')
  }
}

async function checkStored(
  { place, options }: UploadContext,
  running: Running,
  stderr: string,
): Promise<void> {
  const { code, lost } = await running.ended
  if (lost || options.signal?.aborted)
    throw new FailureError({
      ...{ kind: 'lost', host: place.host, what: `${place.path} was only partly sent.` },
      why: lost ? 'the connection was lost' : 'the command was cancelled',
      hint: continueHint(options),
    })
  const what = `${place.path} was not written.`
  if (code !== 0) throw new FailureError(scriptFailure(place.host, what, code, Buffer.from(stderr)))
}

/**
 * Returns stderr without the lines that the script marks as its own and without tar's last line, so that its last line
 * is the reason of a failure.
 */
function withoutMarked(stderr: string, mark: string): string {
  const lines = stderr.split('\n')
  const isReason = (line: string) =>
    !line.startsWith(`${mark} `) && !line.startsWith('tar: Exiting with failure status')
  return lines.filter(isReason).join('\n')
}

/**
 * Throws if the local file could not be read or the transfer stalled. Ignores errors of writing to the host, because
 * the exit code of the script that receives the file reports them.
 */
function throwSourceError(from: string, thrown: unknown): void {
  if (thrown instanceof FailureError) throw thrown
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  if (/^(ENOENT|EIO|EACCES|EISDIR|ESTALE)$/.test(code))
    throw new FailureError({
      kind: 'refused',
      what: `${from} cannot be read on this machine.`,
      why: localReason(thrown),
      hint: 'The target on the host was not changed. Make the file readable, then send it again.',
    })
}

function checkSum({ place }: UploadContext, mark: string, said: string, sum: string): void {
  const there = new RegExp(`${mark} s (\\S+)`).exec(said)?.[1] ?? ''
  if (there === sum || there === 'none' || there.startsWith('cksum:')) return
  throw new FailureError({
    ...{
      kind: 'lost',
      host: place.host,
      what: `The copy at ${place.path} is damaged: its checksum differs from that of the original.`,
    },
    hint: 'The damaged copy was not put in its place. Send it again.',
  })
}

interface FinishedPut {
  readonly path: string
  readonly notes: string[]
  readonly remarks: readonly string[]
}

/**
 * Moves the completely uploaded file or directory to its final name, and removes what interrupted uploads have left on
 * the host. `words`: the arguments KIND SIZE SUM MODE SOURCE of PUT_END_SCRIPT.
 */
export async function finishPut(
  { ways, place, words: first }: UploadContext,
  words: readonly string[],
  abandoned: readonly AbandonedPart[],
): Promise<FinishedPut> {
  const ends = abandoned.map(({ end }) => end)
  const call = fileCall(ways, place, PUT_END_SCRIPT, [...first, ...words, ...ends])
  const what = `${place.path} was not written.`
  const unsure = `fleetmux does not know whether ${place.path} was written.`
  const how = { what, unsure, deadline: PUT_DEADLINE }
  const { stdout } = await runFileCall(ways, place, call, how)
  const records = readRecords(stdout, call.mark)
  if (!records)
    throw new FailureError({
      ...{ kind: 'lost', host: place.host },
      what: unsure,
      why: 'the answer of the host was cut off',
      hint: 'Check the file on the host, or send it again.',
    })
  const isUnsure = records.some(({ letter }) => letter === 'u')
  const path = pathOf(textOf(records, 'r').split('\0')[0] ?? '')
  const notes = isUnsure ? [UNVERIFIED] : []
  return { path, notes, remarks: remarksIn(records, words) }
}

function remarksIn(
  records: readonly FileRecord[],
  [, , , wanted = '']: readonly string[],
): readonly string[] {
  const has = textOf(records, 'm')
  if (has === '-') return [KEEPS_NO_MODES]
  return has === '' ? [] : modeRemarks(Number.parseInt(has, 8), Number.parseInt(wanted, 8))
}

export function notSent({ from, place }: UploadContext, why: string): FailureError {
  return new FailureError({
    ...{ kind: 'refused', host: place.host, what: `${from} of this machine was not sent.`, why },
    hint: 'The target on the host was not changed. Remove the cause, then send it again.',
  })
}
