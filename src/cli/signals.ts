import { constants } from 'node:os'
import { DONE } from './command/exit.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const FAULTS = ['uncaughtException', 'unhandledRejection'] as const

/** Milliseconds for cleaning up after a signal. */
const LEAVING = 10_000
/** Milliseconds in which the same signal is an echo: `when-exit`, a dependency of conf, sends it again. */
const ECHO = 250

/**
 * Installs signal handlers, since libraries end the process themselves if there are none. Cleaning up then gets a
 * limited time. Another handler must react to the signal and exit.
 */
export function takeTime(): void {
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => setTimeout(() => process.exit(codeOf(signal)), LEAVING).unref())
  }
}

/**
 * Resolves with the exit code at a signal, or when the reader of the output has closed it; rejects with an uncaught
 * error. A second signal ends the process at once.
 */
export function untilTold(broken: Promise<void>): {
  readonly code: Promise<number>
  forget(): void
} {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  let told = Number.POSITIVE_INFINITY
  const offs = SIGNALS.map(signal => {
    const handler = () => {
      if (performance.now() - told > ECHO) process.exit(codeOf(signal))
      told = Math.min(told, performance.now())
      resolve(codeOf(signal))
    }
    process.on(signal, handler)
    return () => process.off(signal, handler)
  })
  for (const event of FAULTS) {
    process.on(event, reject)
    offs.push(() => process.off(event, reject))
  }
  // `| head` has read enough: this is not a failure.
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
