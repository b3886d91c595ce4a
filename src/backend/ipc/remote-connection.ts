import { FailureError } from '../../state/model/failure.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { Connection } from '../connection/connection.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { createLivePane, type LivePane } from '../tmux/live-pane.ts'

/**
 * A lent connection, as the borrower uses it: it is neither dialled nor hung up. The followed pane is polled: a
 * connection has one stream, and it belongs to the lender.
 */
export function createRemoteConnection(
  own: () => Connection,
  server: () => string,
  dispatch: (event: Event) => void,
): Connection {
  let follow: LivePane | null = null

  return {
    dial() {},
    // The lender keeps it connected.
    reconnect: async () => null,
    checkIdle() {},
    async hangUp() {
      follow?.stop()
    },
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
    follow(target, session) {
      follow?.stop()
      follow = createLivePane({
        client: whoeverIsThere(own, () => server() === target.server),
        pane: target.pane,
        session: session.id,
        listen: false,
        shown: screen => dispatch({ type: 'screen', target, screen }),
        gone: failure => dispatch({ type: 'unfollowed', target, failure }),
      })
    },
    // The wall belongs to the lender's screen.
    watchTiles() {},
    unfollow() {
      follow?.stop()
      follow = null
    },
  }
}

/**
 * A client that looks up the current conversation for each command. Without one, the command fails as lost and is
 * repeated later.
 */
function whoeverIsThere(own: () => Connection, isSame: () => boolean): TmuxClient {
  const { pushed, version } = own().client()
  return {
    pushed,
    version,
    async ask(commands, deadline) {
      if (!isSame()) throw new FailureError({ kind: 'missing', what: 'Its tmux server is gone.' })
      const client = clientOf(own())
      return client.ask(commands, deadline)
    },
    stream() {},
    unstream() {},
  }
}

function clientOf(link: Connection): TmuxClient {
  try {
    return link.client()
  } catch (error) {
    if (!(error instanceof FailureError)) throw error
    throw new FailureError({ ...error.failure, kind: 'lost' })
  }
}
