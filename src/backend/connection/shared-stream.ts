import type { TmuxClient } from '../tmux/client.ts'

/**
 * The only stream of a connection, shared by the watchers of this process and of those that borrow the connection. Each
 * tmux client that attaches can crash old tmux servers (see decision 5), so there is no second one: the first watcher
 * that wants a session gets the stream, and watchers of other sessions poll.
 */
export interface SharedStream {
  begin(client: TmuxClient): void
  /** The tmux client has ended, and with it the stream: nobody wants a session until asked again. */
  end(): void
  /** The stream has ended by itself. Opens it again. */
  relisten(): void
  /**
   * A further watcher, which comes after those that exist. `changed` is called when its session got or lost the stream.
   */
  share(changed: () => void): StreamShare
}

export interface StreamShare {
  /** Requests the stream for this session; null: no longer. */
  want(session: string | null): void
  /** Whether what prints in the wanted session is reported at once. If not, the watcher polls. */
  readonly isPushed: boolean
  close(): void
}

export function createSharedStream(): SharedStream {
  /** The wanted session of each watcher, by its function `changed`, in the order in which they are served. */
  const wanted = new Map<() => void, string | null>()
  let client: TmuxClient | null = null
  let streamed: string | null = null

  function choose(): void {
    const before = streamed
    streamed = [...wanted.values()].find(session => session !== null) ?? null
    // Also if it is the same session: its stream may have ended.
    if (streamed !== null) client?.stream(streamed)
    else if (before !== null) client?.unstream()
    if (before !== streamed) for (const changed of [...wanted.keys()]) changed()
  }

  return {
    begin(next) {
      client = next
    },
    end() {
      client = null
      streamed = null
      for (const changed of wanted.keys()) wanted.set(changed, null)
    },
    relisten() {
      if (streamed !== null) client?.stream(streamed)
    },
    share(changed) {
      wanted.set(changed, null)
      return {
        want(session) {
          wanted.set(changed, session)
          choose()
        },
        get isPushed() {
          const session = wanted.get(changed) ?? null
          return session !== null && session === streamed && client?.pushed === true
        },
        close() {
          wanted.delete(changed)
          choose()
        },
      }
    },
  }
}
