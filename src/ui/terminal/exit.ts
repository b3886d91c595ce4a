/** Ends of the screen that no key requested: signals and uncaught errors. */
export interface WaysOut {
  /** Resolves when the screen is to end; rejects when fleetmux itself failed. */
  readonly left: Promise<void>
  leave(): void
  fail(error: unknown): void
  /** `on`: ignores SIGINT while another program uses the terminal, since ctrl-c is for that program. */
  hold(on: boolean): void
  /** Removes all handlers: the screen has ended normally and nothing must be restored. */
  done(): void
}

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const

/** `restore` resets the terminal synchronously; it is called first at every signal, uncaught error and exit. */
export function waysOut(restore: () => void): WaysOut {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // A caller that awaits `left` handles the failure. This avoids an unhandled rejection if no caller awaits it.
  promise.catch(() => undefined)

  function fail(error: unknown): void {
    restore()
    reject(error)
  }
  let held = false
  const signalled = (signal: keyof typeof SIGNALS): void => {
    if (held && signal === 'SIGINT') return
    restore()
    process.exitCode = 128 + SIGNALS[signal]
    resolve()
  }
  const signals = Object.keys(SIGNALS) as (keyof typeof SIGNALS)[]
  for (const signal of signals) process.on(signal, signalled)
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
  process.on('exit', restore)
  return {
    left: promise,
    leave: resolve,
    fail,
    hold: on => {
      held = on
    },
    done() {
      for (const signal of signals) process.off(signal, signalled)
      process.off('uncaughtException', fail)
      process.off('unhandledRejection', fail)
      process.off('exit', restore)
    },
  }
}
