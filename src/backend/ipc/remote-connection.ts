import type { Event } from '../../state/model/messages/event.ts'
import type { Connection } from '../connection/connection.ts'
import type { LentPanes } from '../connection/session-monitor.ts'

/** A lent connection. The lender creates one for each host and borrowing process, to serve that process's commands. */
export interface RemoteConnection extends Connection {
  /** Stops watching panes. */
  release(): void
}

/**
 * Creates a lent connection, which is neither dialled nor hung up. Its followed pane is polled while the lender itself
 * follows another session there, because a connection has only one stream.
 */
export function createRemoteConnection(
  own: () => Connection,
  dispatch: (event: Event) => void,
): RemoteConnection {
  let watching: { readonly of: Connection; readonly panes: LentPanes } | null = null

  /**
   * The watched panes on the lender's current connection, which may have been replaced, for example after a change of
   * the configuration.
   */
  function panes(): LentPanes {
    const of = own()
    if (watching?.of === of) return watching.panes
    release()
    watching = { of, panes: of.lendPanes(dispatch) }
    return watching.panes
  }

  function release(): void {
    watching?.panes.close()
    watching = null
  }

  return {
    dial() {},
    // The lender itself keeps the host connected.
    reconnect: async () => null,
    checkIdle() {},
    async hangUp() {
      release()
    },
    release,
    ready: deadline => own().ready(deadline),
    get transport() {
      return own().transport
    },
    get tmux() {
      return own().tmux
    },
    client: () => own().client(),
    talking: () => own().talking(),
    runOnce: commands => own().runOnce(commands),
    read: () => own().read(),
    sessions: () => own().sessions(),
    terminal: (words, program) => own().terminal(words, program),
    // The lender itself reads the agents and sends the results.
    readAgents() {},
    lendPanes: tell => own().lendPanes(tell),
    follow: (target, session) => panes().follow(target, session),
    unfollow: () => watching?.panes.unfollow(),
    watchTiles(targets) {
      if (watching || targets.length > 0) panes().watchTiles(targets)
    },
  }
}
