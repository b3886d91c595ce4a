import { FailureError } from '../../state/failure.ts'
import type { Running } from '../host/transport.ts'
import { createMuxReader, type MuxEvent } from './mux.ts'

type Of<T extends MuxEvent['type']> = Extract<MuxEvent, { type: T }>

/** The channel's three streams, as lines out and events in. */
export interface Wire {
  /** Writes lines, each with its newline; says nothing to a channel that is gone. */
  write(lines: string): void
  /** The next event of one of these kinds, within so many milliseconds. */
  next<T extends MuxEvent['type']>(types: readonly T[], deadline: number): Promise<Of<T>>
  /** Rejects when the channel breaks, never resolves. */
  readonly ended: Promise<never>
  close(): Promise<void>
}

/** How long an orderly end may take before the carrier is killed, in milliseconds. */
const CLOSING = 2000

export function createWire(options: {
  readonly running: Running
  readonly nonce: string
  readonly host: string
  readonly hear: (event: MuxEvent) => void
  /** Answers of the command client, or of `@run`. */
  readonly read: (bytes: Buffer) => void
}): Wire {
  const { running, host } = options
  const reader = createMuxReader(options.nonce)
  const waiting = new Set<(event: MuxEvent) => void>()
  let noise = ''
  let open = true

  running.stderr.on('data', (chunk: Buffer) => {
    for (const event of reader.stderr(chunk)) {
      if (event.type === 'noise') noise = `${noise}\n${event.text}`.slice(-2000)
      for (const waiter of [...waiting]) waiter(event)
      options.hear(event)
    }
  })
  running.stdout.on('data', (chunk: Buffer) => reader.stdout(chunk).forEach(options.read))
  // A write to a channel that is gone; `ended` says why it is.
  running.stdin.on('error', () => {})

  const ended = running.ended.then(({ lost }): never => {
    open = false
    throw broken(host, lost, lastLine(noise))
  })
  // Whoever waits hears it; with nobody waiting it is no unhandled rejection.
  ended.catch(() => {})

  return {
    ended,
    write: lines => void (open && running.stdin.write(lines)),
    next<T extends MuxEvent['type']>(types: readonly T[], deadline: number) {
      const { promise, resolve, reject } = Promise.withResolvers<Of<T>>()
      const timer = setTimeout(() => reject(silent(host, deadline, lastLine(noise))), deadline)
      const waiter = (event: MuxEvent) => {
        if ((types as readonly string[]).includes(event.type)) resolve(event as Of<T>)
      }
      waiting.add(waiter)
      ended.catch(reject)
      return promise.finally(() => {
        clearTimeout(timer)
        waiting.delete(waiter)
      })
    },
    async close() {
      open = false
      running.stdin.end()
      const timeout = Promise.withResolvers<void>()
      const timer = setTimeout(timeout.resolve, CLOSING)
      await Promise.race([running.ended, timeout.promise])
      clearTimeout(timer)
      await running.kill()
    },
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}

function broken(host: string, lost: boolean, why: string): FailureError {
  const what = lost ? 'The connection broke.' : 'The shell on the host ended.'
  return new FailureError({ kind: 'lost', host, what, ...(why && { why }) })
}

function silent(host: string, deadline: number, why: string): FailureError {
  return new FailureError({
    kind: 'late',
    host,
    what: `No answer within ${deadline / 1000} s.`,
    ...(why && { why }),
  })
}
