import { serverKey } from '../../state/hosts/host.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { State } from '../../state/model/state.ts'
import type { Target } from '../../state/model/target.ts'
import { delay, monotonic } from '../clock.ts'
import type { Connection } from '../connection/connection.ts'

/** How long a connection may take to notice that its tmux server ended, in milliseconds. */
const PATIENCE = 2000

/** Whether a session still exists, according to the tmux server on the host; null: unknown. */
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
    // No server runs now, or a new server runs, which cannot have the old session.
    if (known.server.state !== 'unknown' && serverKey(known) !== server) return false
    // fleetmux's tmux client may have been attached to the session that has ended. The connection then attaches the
    // client to another session, after which `ask` gets an answer.
    await delay(50)
  }
}

/** tmux's answer, '' if the session does not exist; null: no answer. */
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
