import { delay } from '../../clock.ts'

/** Milliseconds that a client may take to attach before other work continues. */
const PATIENCE = 2000

/**
 * Keeps two operations apart on one server: a control client that attaches, and a session that is created or ended.
 * tmux 3.3a notifies every control client of session changes, also one that is not fully attached, and then the server
 * crashes with all its sessions. Measured: 2 of 25 sessions started right after a new stream.
 */
export interface ConnectGuard {
  /** Starts a client when all earlier work is done. The next work waits until `arrived`. */
  start(client: () => void): void
  arrived(): void
  /** Creates or ends a session when all earlier work is done. */
  alone<T>(work: () => Promise<T>): Promise<T>
}

export function createConnectGuard(): ConnectGuard {
  let last: Promise<unknown> = Promise.resolve()
  let arrived = (): void => {}

  function turn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }

  return {
    start(client) {
      void turn(() => {
        const there = new Promise<void>(resolve => {
          arrived = resolve
        })
        client()
        return Promise.race([there, delay(PATIENCE)])
      })
    },
    arrived: () => arrived(),
    alone: turn,
  }
}

/** Whether tmux notifies all control clients of what the command does. */
export function movesSessions([name]: readonly unknown[]): boolean {
  return name === 'new-session' || name === 'kill-session' || name === 'rename-session'
}
