import { serverKey } from '../../state/hosts/host.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { State } from '../../state/model/state.ts'
import type { Target } from '../../state/model/target.ts'
import { delay, monotonic } from '../clock.ts'
import type { Connection } from '../connection/connection.ts'

/** Milliseconds that a link may take to notice what became of its server. */
const PATIENCE = 2000

/** Whether a session is still there, asked over the channel that is open anyway; null: nobody can say. */
export async function isSessionAlive(
  { link, getState }: { readonly link: Connection; readonly getState: () => State },
  { host, server }: Target,
  session: string,
): Promise<boolean | null> {
  const end = monotonic() + PATIENCE
  for (;;) {
    const answer = await ask(link, session)
    if (answer !== null) return answer === `${server}:${session}`
    const known = getState().hosts.get(host)
    if (!known || known.link.state === 'down' || monotonic() > end) return null
    // Another server, or none, whose sessions are all new.
    if (known.server.state !== 'unknown' && serverKey(known) !== server) return false
    // Its channel may have hung on that very session: it finds itself another one.
    await delay(50)
  }
}

/** What tmux says of it, '' where it knows no such session; null: no answer. */
async function ask(link: Connection, session: string): Promise<string | null> {
  const words = ['display-message', '-p', '-t', session, '#{pid}:#{start_time}:#{session_id}']
  try {
    const [answer] = await link.client().ask([words])
    return String(answer).trim()
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    return ['missing', 'remote'].includes(thrown.failure.kind) ? '' : null
  }
}
