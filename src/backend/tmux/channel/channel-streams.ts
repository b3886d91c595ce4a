import { finished } from 'node:stream'
import { RECONNECTS } from '../../../state/hosts/link-text.ts'
import { FailureError } from '../../../state/model/failure.ts'
import { delay } from '../../clock.ts'
import { createHostScriptReader, type HostScriptEvent } from '../../host-script/host-script.ts'
import { OTHER_COMMAND } from '../../transport/start-up-files.ts'
import type { Running } from '../../transport/transport.ts'
import { readInSlices } from './time-slices.ts'

type Of<T extends HostScriptEvent['type']> = Extract<HostScriptEvent, { type: T }>

/** Access to the three streams of a channel: writes lines and reads events. */
export interface Wire {
  /** Writes lines, each with its newline. Does nothing if the channel has ended. */
  write(lines: string): void
  /** Resolves with the next event of one of these types. Rejects after `deadline` milliseconds. */
  next<T extends HostScriptEvent['type']>(types: readonly T[], deadline: number): Promise<Of<T>>
  /** Rejects when the channel breaks or `fail` is called. Never resolves. */
  readonly ended: Promise<never>
  /** Ends the channel: `ended` rejects with this error. */
  fail(error: unknown): void
  /** Bytes received so far. */
  heard(): number
  close(): Promise<void>
}

/** Milliseconds that an orderly close may take before the transport's process is killed. */
const CLOSING = 2000
/** Milliseconds for reading the rest of stderr after the channel's process has ended. */
const LAST_WORDS = 200
/** Maximum characters of a line that are kept as the reason why a channel ended. */
const LAST_LINE = 2000

export function createWire(options: {
  readonly running: Running
  readonly nonce: string
  readonly host: string
  readonly hear: (event: HostScriptEvent) => void
  /** Called with the output of tmux: of the control client, or of polled commands. */
  readonly read: (bytes: Buffer) => void
}): Wire {
  const { running, host } = options
  const reader = createHostScriptReader(options.nonce)
  const waiting = new Set<(event: HostScriptEvent) => void>()
  const broken = Promise.withResolvers<never>()
  /**
   * The last line that does not come from the host script but, for example, from ssh or the login shell. It tells why
   * the channel ended.
   */
  let lastWords = ''
  let open = true
  let heard = 0
  /** Whether the host script has started. */
  let isReady = false

  function fail(error: unknown): void {
    open = false
    broken.reject(error)
  }

  function hear(event: HostScriptEvent): void {
    if (event.type === 'noise') lastWords = event.text.slice(-LAST_LINE).trim()
    if (event.type === 'ready' || event.type === 'noTmux') isReady = true
    for (const waiter of [...waiting]) waiter(event)
    options.hear(event)
  }

  readInSlices(
    running.stderr,
    chunk => {
      heard += chunk.length
      reader.stderr(chunk).forEach(hear)
    },
    fail,
  )
  readInSlices(
    running.stdout,
    chunk => {
      heard += chunk.length
      reader.stdout(chunk).forEach(options.read)
    },
    fail,
  )
  // Writing to a channel that has ended fails. The error is ignored, because `ended` rejects with the reason.
  running.stdin.on('error', () => {})

  const over = running.ended.then(async ({ lost }): Promise<never> => {
    open = false
    // The last lines of stderr tell why the channel ended.
    const read = new Promise<void>(resolve => finished(running.stderr, () => resolve()))
    await Promise.race([read, delay(LAST_WORDS)])
    throw brokenOff({ host, lost, why: lastWords, isReady })
  })
  const ended = Promise.race([over, broken.promise])
  // Prevents an unhandled rejection when nobody waits for `ended`.
  ended.catch(() => {})

  return {
    ended,
    fail,
    heard: () => heard,
    write: lines => void (open && running.stdin.write(lines)),
    next<T extends HostScriptEvent['type']>(types: readonly T[], deadline: number) {
      const { promise, resolve, reject } = Promise.withResolvers<Of<T>>()
      const timer = setTimeout(() => reject(silent(host, deadline, lastWords)), deadline)
      const waiter = (event: HostScriptEvent) => {
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

function brokenOff(end: {
  readonly host: string
  readonly lost: boolean
  readonly why: string
  readonly isReady: boolean
}): FailureError {
  const { host, lost, why, isReady } = end
  const what = lost ? 'The connection broke.' : 'The shell on the host ended.'
  const hint = lost || isReady ? RECONNECTS : OTHER_COMMAND
  return new FailureError({ kind: 'lost', host, what, ...(why && { why }), hint })
}

function silent(host: string, deadline: number, why: string): FailureError {
  return new FailureError({
    kind: 'late',
    host,
    what: `The host gave no answer within ${deadline / 1000} s.`,
    ...(why && { why }),
    hint: `Test the host: \`fleetmux hosts test ${host}\`.`,
  })
}
