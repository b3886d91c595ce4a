import type { Readable, Writable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { FailureError } from '../../state/model/failure.ts'
import { delay, unlessAborted } from '../clock.ts'
import type { Child } from '../process.ts'
import { commandSubject, commandWords } from './command-failure.ts'
import type { Result, RunOptions } from './transport.ts'

/**
 * Maximum bytes read of each output stream of a process. A process that prints more is ended, and its caller gets a
 * FailureError.
 */
export const OUTPUT_LIMITS = {
  /** Maximum bytes of each output stream of a command, if no lower limit applies. */
  command: 64 << 20,
  /** Maximum bytes of a short answer: `ssh -G`, `ps` of one process, a version. */
  question: 1 << 20,
  /** Maximum bytes of stderr that is only needed for an error message. */
  words: 64 << 10,
} as const

export interface CollectOutputOptions {
  /** Name of the host, for the error message. */
  readonly host?: string
  /** The command, for the error message. */
  readonly command?: string
  /**
   * Maximum bytes of stdout, and of stderr. If the command prints more, it is killed and the promise rejects. Default:
   * `OUTPUT_LIMITS.command`.
   */
  readonly limit?: number
}

/**
 * Writes stdin to a child process and collects its output and exit code. If the signal aborts, the source of stdin
 * fails, or the output exceeds the limit, ends the child and rejects.
 */
export async function collectOutput(
  child: Child,
  stdin: RunOptions['stdin'],
  signal: AbortSignal,
  options: CollectOutputOptions = {},
): Promise<Result> {
  const own = new AbortController()
  const give = AbortSignal.any([signal, own.signal])
  const { limit = OUTPUT_LIMITS.command } = options
  const full = () => own.abort(tooMuch(options, limit))
  try {
    const stdout = collect(child.stdout, { limit, full })
    const stderr = collect(child.stderr, { limit, full })
    void feed(child.stdin, stdin).catch(thrown => own.abort(thrown))
    const { code, error } = await unlessAborted(give, child.exited)
    await unlessAborted(give, outputsEnded([stdout, stderr]))
    return {
      code,
      stdout: stdout.bytes(),
      stderr: error ? Buffer.from(`${error}\n`) : stderr.bytes(),
    }
  } finally {
    void child.kill()
  }
}

export interface Collected {
  bytes(): Buffer
  /** Number of bytes received, including dropped ones. */
  size(): number
  readonly ended: Promise<void>
}

export interface CollectOptions {
  /** Maximum number of bytes that are kept. */
  readonly limit: number
  /** Which end of the output is kept if it exceeds the limit. Default: begin. */
  readonly keep?: 'begin' | 'end'
  /** Called when the limit is exceeded. */
  readonly full?: () => void
}

/** Keeps at most `limit` bytes of a stream, from its begin or its end. The rest is read and dropped. */
export function collect(stream: Readable, options: CollectOptions): Collected {
  const { limit, keep = 'begin', full = () => {} } = options
  let chunks: Buffer[] = []
  let held = 0
  let size = 0
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > limit) full()
    if (keep === 'begin' && size > limit) return
    chunks.push(chunk)
    held += chunk.length
    if (held <= 2 * limit) return
    chunks = [Buffer.concat(chunks).subarray(-limit)]
    held = limit
  })
  const ended = new Promise<void>(resolve => {
    if (stream.readableEnded) resolve()
    stream.once('end', resolve).once('close', resolve)
  })
  const bytes = () => Buffer.concat(chunks).subarray(-limit)
  return { bytes, size: () => size, ended }
}

/**
 * Resolves when all streams have ended, or have sent nothing for 100 ms. Must be called after their process has ended:
 * its output is then complete, but a child process may hold the streams open forever.
 */
export async function outputsEnded(all: readonly Collected[]): Promise<void> {
  const ended = Promise.all(all.map(each => each.ended)).then(() => true)
  for (let before = -1; ; ) {
    const size = all.reduce((sum, each) => sum + each.size(), 0)
    if (size === before || (await Promise.race([ended, quiet()]))) return
    before = size
  }
}

/** Waits 100 ms and then one turn of the event loop, so that data that arrived while the loop was busy is read. */
async function quiet(): Promise<false> {
  await delay(100)
  await setImmediate()
  return false
}

/**
 * Writes stdin to a command. Rejects only if the source of stdin fails, because a command need not read all of its
 * stdin.
 */
function feed(to: Writable, stdin: RunOptions['stdin']): Promise<void> {
  return new Promise((resolve, reject) => {
    if (stdin === undefined || typeof stdin === 'string' || stdin instanceof Uint8Array) {
      to.end(stdin, () => resolve())
      return
    }
    // The source may have failed or been closed before the command began.
    if (stdin.errored || stdin.destroyed) {
      reject(stdin.errored ?? new Error('The source of stdin closed before its end.'))
      return
    }
    stdin.once('error', reject)
    stdin.once('close', () => {
      if (!stdin.readableEnded) reject(new Error('The source of stdin closed before its end.'))
    })
    to.once('close', () => {
      resolve()
      stdin.destroy()
    })
    stdin.pipe(to)
  })
}

function tooMuch({ host, command }: CollectOutputOptions, limit: number): FailureError {
  const size = limit < 1 << 20 ? `${limit >> 10} KiB` : `${limit >> 20} MiB`
  return new FailureError({
    kind: 'remote',
    what: `${commandSubject(command)} printed more than ${size}, so it was killed.`,
    ...(host !== undefined && { host }),
    hint:
      host === undefined
        ? `On this machine, check what ${commandWords(command)} prints.`
        : 'Ask for less at once, such as fewer files or lines.',
  })
}
