import { delay } from '../clock.ts'

/** How long a client may take to be attached before others get their turn, in milliseconds. */
const PATIENCE = 2000

/**
 * Keeps two things apart on one server: a control client that arrives, and a session that comes or goes.
 * tmux (3.3a) tells every control client of sessions, also one that has not said all about itself yet, and
 * dies of it with everything in it. Measured: 2 of 25 starts of a session close behind a new stream.
 */
export interface ConnectGuard {
  /** Starts a client, in its turn; the next has to wait until `arrived`. */
  start(client: () => void): void
  arrived(): void
  /** Makes a session come or go, in its turn. */
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

/** Whether tmux tells all control clients of what such a command does. */
export function movesSessions([name]: readonly unknown[]): boolean {
  return name === 'new-session' || name === 'kill-session' || name === 'rename-session'
}
