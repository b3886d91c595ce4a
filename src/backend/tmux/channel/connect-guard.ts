import { delay } from '../../clock.ts'

/** Milliseconds that a client may take to attach before waiting operations on the tmux server continue anyway. */
const PATIENCE = 2000

/**
 * Keeps two operations on one server from overlapping: attaching a control client, and creating or ending a session.
 * tmux 3.3a notifies every control client of session changes, and if one of them is not fully attached, the server
 * crashes, with all its sessions. Measured: 2 crashes in 25 sessions that were started right after a client began to
 * attach.
 */
export interface ConnectGuard {
  /**
   * Starts a control client when all operations (attach, create or end a session) begun before are done. Later
   * operations wait until `arrived` is called, which reports that the client is attached.
   */
  start(client: () => void): void
  arrived(): void
  /**
   * Runs `work`, which creates or ends a session, when all operations begun before are done and no client is attaching.
   */
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

/** Whether the command creates, ends or renames a session: tmux notifies all control clients of that. */
export function movesSessions([name]: readonly unknown[]): boolean {
  return name === 'new-session' || name === 'kill-session' || name === 'rename-session'
}
