import type { Event } from '../../state/model/event.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { Connection } from '../connection/connection.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { createLivePane, type LivePane } from '../tmux/live-pane.ts'

/**
 * A link as its borrower has it: spoken over, and neither dialled nor hung up. It is followed by looking again
 * and again: there is one heard session a link, and it is the lender's.
 */
export function createRemoteConnection(
  own: () => Connection,
  server: () => string,
  dispatch: (event: Event) => void,
): Connection {
  let follow: LivePane | null = null

  return {
    dial() {},
    // Whoever lends it keeps it up.
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
    // Whoever lends it reads them anyway, and tells.
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
    // The wall is on the screen of whoever lends it.
    watchTiles() {},
    unfollow() {
      follow?.stop()
      follow = null
    },
  }
}

/** The conversation as it is at each question; none is a loss, after which it is looked again. */
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
