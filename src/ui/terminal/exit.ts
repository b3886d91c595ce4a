/** Ends of the screen that no key requested: signals and uncaught errors. */
export interface WaysOut {
  /** Resolves when the screen is to end; rejects when fleetmux itself failed. */
  readonly left: Promise<void>
  leave(): void
  fail(error: unknown): void
  /** While another program has the terminal (`on`), SIGINT is ignored: ctrl-c is for that program. */
  hold(on: boolean): void
  /** Removes all handlers: the screen has ended normally and nothing must be restored. */
  done(): void
}

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const

/** `restore` resets the terminal synchronously; it is called first at every signal, uncaught error and exit. */
export function waysOut(restore: () => void): WaysOut {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // The caller that awaits it handles the failure. This avoids an unhandled rejection if there is no caller.
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
