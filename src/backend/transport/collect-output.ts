import type { Readable, Writable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { FailureError } from '../../state/model/failure.ts'
import { delay, unlessAborted } from '../clock.ts'
import type { Child } from '../process.ts'
import type { Result, RunOptions } from './transport.ts'

/** The most that is read of what a process prints; what prints more is ended. In bytes, of each stream. */
export const OUTPUT_LIMITS = {
  /** One command, here or on a host. */
  command: 64 << 20,
  /** The answer to one short question: `ssh -G`, `ps` of one process, a version. */
  question: 1 << 20,
  /** Why something failed: of a program that runs for long, its last words. */
  words: 64 << 10,
} as const

export interface CollectOutputOptions {
  /** For the failure: where it ran, and what. */
  readonly host?: string
  readonly command?: string
  /** Bytes of each stream; default as for a command. */
  readonly limit?: number
}

/**
 * Feeds a child, collects what it prints and how it ends. Rejects, and ends it, when the signal says
 * so, when what it is fed from fails, or when it prints more than the limit.
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
    await unlessAborted(give, drained([stdout, stderr]))
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
  /** Of all that came, kept or not. */
  size(): number
  readonly ended: Promise<void>
}

export interface CollectOptions {
  /** Bytes that are kept. */
  readonly limit: number
  /** Which of them, where there are more; default its begin. */
  readonly keep?: 'begin' | 'end'
  /** Told of what is beyond the limit. */
  readonly full?: () => void
}

/** Keeps what a stream gives, up to a limit; what is more is read and dropped. */
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
 * Resolves when all have ended, or are quiet, after their process is gone: somebody below it may hold
 * them open for ever, but what the process itself wrote is there to be read.
 */
export async function drained(all: readonly Collected[]): Promise<void> {
  const ended = Promise.all(all.map(each => each.ended)).then(() => true)
  for (let before = -1; ; ) {
    const size = all.reduce((sum, each) => sum + each.size(), 0)
    if (size === before || (await Promise.race([ended, quiet()]))) return
    before = size
  }
}

/** A while, and then a turn of the loop that has read what came during a busy one. */
async function quiet(): Promise<false> {
  await delay(100)
  await setImmediate()
  return false
}

/** Rejects only when the source itself fails; a command need not read all that it is given. */
function feed(to: Writable, stdin: RunOptions['stdin']): Promise<void> {
  return new Promise((resolve, reject) => {
    if (stdin === undefined || typeof stdin === 'string' || stdin instanceof Uint8Array) {
      to.end(stdin, () => resolve())
      return
    }
    // It may have failed, or been closed, before the command began.
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
  const what = `${command ? `\`${command}\`` : 'The command'} printed more than ${size}, and was ended.`
  return new FailureError({ kind: 'remote', what, ...(host !== undefined && { host }) })
}
