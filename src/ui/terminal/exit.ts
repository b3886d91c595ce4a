/** Ways out of the screen that no key asked for. */
export interface WaysOut {
  /** Settles when the screen shall end; rejects when fleetmux itself failed. */
  readonly left: Promise<void>
  leave(): void
  fail(error: unknown): void
  /** While another program has the terminal, ctrl-c is for that one. */
  hold(on: boolean): void
  /** The screen has ended in order: nobody needs to restore anything any more. */
  done(): void
}

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const

/** `restore` puts the terminal back at once; it is called on every way out, before anything else is. */
export function waysOut(restore: () => void): WaysOut {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // Whoever awaits it sees the failure; nobody else needs to.
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
