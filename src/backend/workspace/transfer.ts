import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { FailureError } from '../../state/model/failure.ts'
import { collect, OUTPUT_LIMITS, outputsEnded } from '../transport/collect-output.ts'
import { patientStream } from '../transport/patient-stream.ts'
import type { SentScript } from '../transport/sent-script.ts'
import type { Transport } from '../transport/transport.ts'
import type { Progress } from './progress.ts'

/**
 * Streams a file to the host, where it appears only when complete.
 * @throws FailureError, with a separate message for a full disk.
 */
export async function upload(
  transport: Transport,
  from: { readonly file: string; readonly size: number },
  to: string,
  { progress, signal }: Progress,
): Promise<void> {
  signal?.throwIfAborted()
  const what = `Sending to ${transport.host}`
  const source = createReadStream(from.file)
  const counted = patientStream(transport.host, (_, done) => progress?.(what, done, from.size))
  const stop = () => void source.destroy(abortReason(signal))
  signal?.addEventListener('abort', stop, { once: true })
  source.once('error', thrown => counted.destroy(thrown))
  try {
    await transport.put(source.pipe(counted), to, { deadline: Number.POSITIVE_INFINITY })
  } finally {
    signal?.removeEventListener('abort', stop)
    source.destroy()
    counted.destroy()
  }
}

/**
 * Runs a command on the host and streams its output to a new local file. Resolves with the file's size. `total`: the
 * size that the host reported, if known. @throws FailureError if the output exceeds `limit` bytes or `total`.
 */
export async function download(
  transport: Transport,
  { argv, first }: Pick<SentScript, 'argv'> & Partial<SentScript>,
  file: string,
  { progress, signal, total, limit }: Progress & { total?: number; limit: number },
): Promise<number> {
  const what = `Fetching from ${transport.host}`
  let size = 0
  const counted = patientStream(transport.host, (_, done) => {
    size = done
    progress?.(what, done, total)
    const most = Math.min(limit, total ?? limit)
    if (done > most) counted.destroy(tooMuch(transport.host, most))
  })
  const running = await transport.open(argv, first === undefined ? {} : { first })
  try {
    running.stdin.end()
    const words = collect(running.stderr, { keep: 'end', limit: OUTPUT_LIMITS.words })
    const to = createWriteStream(file, { mode: 0o600, flags: 'wx' })
    await pipeline(running.stdout, counted, to, signal ? { signal } : {})
    const { code, lost } = await running.ended
    if (code === 0 && (total === undefined || size === total)) return size
    await outputsEnded([words])
    const said = words.bytes().toString().trim()
    throw cutShort(transport.host, lost || code === 0, said)
  } catch (thrown) {
    signal?.throwIfAborted()
    throw thrown
  } finally {
    await running.kill()
  }
}

function abortReason(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason
  return reason instanceof Error ? reason : new Error('the transfer was cancelled')
}

function tooMuch(host: string, limit: number): FailureError {
  const what = `The host sent more than the allowed ${Math.ceil(limit / 1e6)} MB, so fleetmux ended the transfer.`
  return new FailureError({ kind: 'refused', host, what, hint: 'Copy the files by hand.' })
}

function cutShort(host: string, lost: boolean, why: string): FailureError {
  const kind = lost ? 'lost' : 'remote'
  return new FailureError({
    kind,
    host,
    what: 'The transfer was incomplete.',
    why: why || (lost ? 'the connection broke' : 'the host gave no reason'),
    hint: 'Try again.',
  })
}
