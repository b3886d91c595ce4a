import type { Event } from '../../state/model/messages/event.ts'
import type { Connection } from '../connection/connection.ts'
import type { LentPanes } from '../connection/session-monitor.ts'

/**
 * A connection of this process to a host, when the connection is lent to another fleetmux process, the borrower. There
 * is one such object for each host and borrower; it serves the borrower's commands.
 */
export interface RemoteConnection extends Connection {
  /** Stops watching panes. */
  release(): void
}

/**
 * Creates the connection that is lent to another fleetmux process. That process cannot dial it or hang it up. The pane
 * that it follows is polled while this process itself follows another session of the host, because a connection has
 * only one stream.
 */
export function createRemoteConnection(
  own: () => Connection,
  dispatch: (event: Event) => void,
): RemoteConnection {
  let watching: { readonly of: Connection; readonly panes: LentPanes } | null = null

  /**
   * The watched panes on this process's current connection to the host. That connection may have been replaced, for
   * example after a change of the configuration.
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
    // A borrowing process cannot reconnect or check the host: the lending process, this one, does both itself.
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
    // The borrower need not start a read: this process, the lender, reads the states of agents itself and sends them to
    // the borrower.
    readAgents() {},
    lendPanes: tell => own().lendPanes(tell),
    follow: (target, session) => panes().follow(target, session),
    unfollow: () => watching?.panes.unfollow(),
    watchTiles(targets) {
      if (watching || targets.length > 0) panes().watchTiles(targets)
    },
  }
}
