import { constants } from 'node:os'
import { DONE } from './command/exit.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const FAULTS = ['uncaughtException', 'unhandledRejection'] as const

/** Milliseconds that cleaning up may take once this process was told to end. */
const LEAVING = 10_000
/** Milliseconds within which the same signal is an echo: `when-exit`, which conf brings along, sends it again. */
const ECHO = 250

/**
 * Libraries end the process at a signal themselves where nobody listens; while this does, leaving takes
 * the time that it needs, within bounds. Somebody else must hear the signal and leave.
 */
export function takeTime(): void {
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => setTimeout(() => process.exit(codeOf(signal)), LEAVING).unref())
  }
}

/**
 * Resolves with the exit code when this process is told to end, or when nobody reads its output any
 * more; rejects with what nobody has caught. Told a second time, it ends at once.
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
  // `| head` has seen what it wanted: that is no failure.
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
