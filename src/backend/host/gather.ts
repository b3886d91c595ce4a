import type { Readable, Writable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { FailureError } from '../../state/failure.ts'
import { delay, unlessAborted } from '../clock.ts'
import type { Child } from '../process.ts'
import type { Result, RunOptions } from './transport.ts'

const most = 64 << 20

/**
 * Feeds a child, collects what it prints and how it ends. Rejects, and ends it, when the signal says
 * so, when what it is fed from fails, or when it prints more than 64 MiB.
 */
export async function gather(
  child: Child,
  stdin: RunOptions['stdin'],
  signal: AbortSignal,
): Promise<Result> {
  const own = new AbortController()
  const give = AbortSignal.any([signal, own.signal])
  try {
    const stdout = collect(child.stdout, () => own.abort(tooMuch()))
    const stderr = collect(child.stderr, () => own.abort(tooMuch()))
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
  size(): number
  readonly ended: Promise<void>
}

export function collect(stream: Readable, full: () => void = () => {}): Collected {
  const chunks: Buffer[] = []
  let size = 0
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= most) chunks.push(chunk)
    else full()
  })
  const ended = new Promise<void>(resolve => {
    if (stream.readableEnded) resolve()
    stream.once('end', resolve).once('close', resolve)
  })
  return { bytes: () => Buffer.concat(chunks), size: () => size, ended }
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

function tooMuch(): FailureError {
  return new FailureError({ kind: 'remote', what: 'The command printed more than 64 MiB.' })
}
