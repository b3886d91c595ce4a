import { constants } from 'node:os'
import { DONE } from './command/exit.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const FAULTS = ['uncaughtException', 'unhandledRejection'] as const

/** Time for cleaning up after SIGTERM or SIGHUP, in milliseconds; then the process exits in any case. */
const LEAVING = 10_000
/** Time in milliseconds for which a second signal is ignored: `when-exit`, a dependency of conf, repeats signals. */
const REPEATED = 250

/**
 * Installs signal handlers, because some libraries end the process themselves if there are none. The handlers only
 * limit the time for cleaning up; another handler must react to the signal and exit.
 */
export function takeTime(): void {
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => setTimeout(() => process.exit(codeOf(signal)), LEAVING).unref())
  }
}

/**
 * `code` resolves with the exit code after a signal, or when the reader of the output has closed the pipe (`broken`);
 * it rejects with an uncaught error. A second signal ends the process at once.
 */
export function untilTold(broken: Promise<void>): {
  readonly code: Promise<number>
  forget(): void
} {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  let isTold = false
  const offs = SIGNALS.map(signal => {
    const handler = () => {
      if (isTold) process.exit(codeOf(signal))
      // A busy process reads a repeated signal only later, but before the immediates of that turn of the event loop.
      setTimeout(() => setImmediate(() => (isTold = true)), REPEATED).unref()
      resolve(codeOf(signal))
    }
    process.on(signal, handler)
    return () => process.off(signal, handler)
  })
  for (const event of FAULTS) {
    process.on(event, reject)
    offs.push(() => process.off(event, reject))
  }
  // A reader such as `head` closes the pipe when it has read enough, which is no failure.
  void broken.then(() => resolve(DONE))
  return {
    code: promise,
    forget() {
      for (const off of offs) off()
    },
  }
}

function codeOf(signal: (typeof SIGNALS)[number]): number {
  return 128 + constants.signals[signal]
}
