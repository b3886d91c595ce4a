import type { Event } from '../../state/model/messages/event.ts'
import type { Connection } from '../connection/connection.ts'
import type { LentPanes } from '../connection/session-monitor.ts'

/** A lent connection, as the borrower uses it. */
export interface RemoteConnection extends Connection {
  /** Watches no pane any longer. */
  release(): void
}

/**
 * A lent connection is neither dialled nor hung up. The followed pane is polled: a connection has one stream, and it
 * belongs to the lender.
 */
export function createRemoteConnection(
  own: () => Connection,
  dispatch: (event: Event) => void,
): RemoteConnection {
  let watching: { readonly of: Connection; readonly panes: LentPanes } | null = null

  /** The lender may have replaced its connection, for example after a change of the configuration. */
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
    // The lender keeps it connected.
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
    // The lender reads the agents and sends the results.
    readAgents() {},
    lendPanes: tell => own().lendPanes(tell),
    follow: (target, session) => panes().follow(target, session),
    unfollow: () => watching?.panes.unfollow(),
    watchTiles(targets) {
      if (watching || targets.length > 0) panes().watchTiles(targets)
    },
  }
}
