/** Ends the screen: on request of the user, at a signal, or at an uncaught error. */
export interface WaysOut {
  /** Resolves when the screen must close; rejects if fleetmux itself has failed. */
  readonly left: Promise<void>
  leave(): void
  fail(error: unknown): void
  /**
   * If `on` is true, SIGINT is ignored, because another program uses the terminal and ctrl-c is meant for that program.
   */
  hold(on: boolean): void
  /** Removes all handlers: the screen has ended normally and nothing must be restored. */
  done(): void
}

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const

/** `restore` resets the terminal synchronously; it is called first at every signal, uncaught error and exit. */
export function waysOut(restore: () => void): WaysOut {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // Marks the rejection as handled, so that Node does not report it if no caller awaits `left`.
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
