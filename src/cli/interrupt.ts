import { constants } from 'node:os'
import { DONE } from './exit.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Resolves with the exit code when this process is told to end, or when nobody reads its output any
 * more. Told a second time, it ends at once.
 */
export function untilTold(broken: Promise<void>): { readonly code: Promise<number>; forget(): void } {
  const { promise, resolve } = Promise.withResolvers<number>()
  let told = false
  const handlers = SIGNALS.map(signal => {
    const handler = () => {
      const code = 128 + constants.signals[signal]
      if (told) process.exit(code)
      told = true
      resolve(code)
    }
    process.on(signal, handler)
    return () => process.off(signal, handler)
  })
  // `| head` has seen what it wanted: that is no failure.
  void broken.then(() => resolve(DONE))
  return { code: promise, forget: () => handlers.forEach(off => off()) }
}
