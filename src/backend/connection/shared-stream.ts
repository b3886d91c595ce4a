import type { TmuxClient } from '../tmux/client.ts'

/**
 * The only stream of a connection: a tmux client attached to one session, which reports at once what the session
 * prints. It is shared by the watchers of this process and of other processes that use the connection. Each tmux client
 * that attaches can crash old tmux servers (see decision 5), so there is no second stream: the first watcher that wants
 * a session gets the stream, and watchers of other sessions poll.
 */
export interface SharedStream {
  begin(client: TmuxClient): void
  /**
   * Called when the tmux client that runs commands has ended, and the output stream with it. No session is streamed
   * until a watcher calls `want` again.
   */
  end(): void
  /** Called when the output stream has ended, but not the tmux client that runs commands. Opens the stream again. */
  relisten(): void
  /**
   * Adds a watcher. It gets the connection's only output stream (see above) only if no earlier watcher wants it.
   * `changed` is called when the session of this watcher got or lost the stream.
   */
  share(changed: () => void): StreamShare
}

export interface StreamShare {
  /** Requests that the connection's only output stream report this session; null: withdraws the request. */
  want(session: string | null): void
  /**
   * Whether the connection's only output stream (see above) reports the session that this watcher requested, so that
   * its output is reported at once. If not, the watcher polls.
   */
  readonly isPushed: boolean
  close(): void
}

export function createSharedStream(): SharedStream {
  /**
   * The session whose output stream each watcher requests. The key is the watcher's function `changed`; earlier
   * watchers come first.
   */
  const wanted = new Map<() => void, string | null>()
  let client: TmuxClient | null = null
  let streamed: string | null = null

  function choose(): void {
    const before = streamed
    streamed = [...wanted.values()].find(session => session !== null) ?? null
    // The session's output stream is requested from tmux even if the session is the same as before, because its stream
    // may have ended.
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
