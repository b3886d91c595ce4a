import { agentOf } from '../../state/agents/need.ts'
import { serverKey } from '../../state/hosts/host.ts'
import { agentJson } from '../../state/json/agent-json.ts'
import type {
  FromServer,
  LiveHost,
  LivePaneInfo,
  LiveSession,
} from '../../state/json/live-message.ts'
import { sentence } from '../../state/model/failure.ts'
import type { Host, Pane, Session } from '../../state/model/fleet.ts'
import type { State } from '../../state/model/state.ts'
import type { Token } from '../access/token.ts'
import { mayBeSeen, paneId, sessionId } from '../targets/resolve-target.ts'

/** The last serialised message of each host, shared by all pages with full access. */
const written = new WeakMap<Host, { readonly registry: State['registry']; readonly text: string }>()

/** The message about a host, for a token that sees all sessions or (`scope`) one session. */
export function hostMessage(host: Host, state: Pick<State, 'registry'>, caller: Token): string {
  const known = caller.scope ? undefined : written.get(host)
  if (known && known.registry === state.registry) return known.text
  const message: FromServer = { type: 'host', host: liveHost(host, state, caller) }
  const text = JSON.stringify(message)
  if (!caller.scope) written.set(host, { registry: state.registry, text })
  return text
}

/** The host as the page shows it, with the sessions that the token may see. */
function liveHost(host: Host, { registry }: Pick<State, 'registry'>, caller: Token): LiveHost {
  const { config, link } = host
  return {
    name: config.name,
    transport: config.transport,
    link: config.disabled ? 'off' : link.state,
    since: link.since,
    roundTrip: link.roundTrip ?? null,
    failure: link.failure && link.state === 'down' ? sentence(link.failure) : null,
    sessions: [...host.sessions.values()]
      .filter(session => mayBeSeen(caller, host, session))
      .map(session => liveSession(host, session, registry)),
  }
}

function liveSession(host: Host, session: Session, registry: State['registry']): LiveSession {
  const record = session.tracked === undefined ? undefined : registry?.sessions.get(session.tracked)
  return {
    id: sessionId(host, session),
    name: session.name,
    prompt: record?.prompt ?? null,
    activity: session.activity,
    panes: session.panes.map(pane => livePane(host, pane)),
  }
}

function livePane(host: Host, pane: Pane): LivePaneInfo {
  const status = agentOf(host, pane)
  return {
    id: paneId({ host: host.config.name, server: serverKey(host), pane: pane.id }),
    window: pane.window.name,
    index: `${pane.window.index}.${pane.index}`,
    active: pane.active,
    command: pane.command,
    title: pane.title,
    width: pane.width,
    height: pane.height,
    dead: pane.dead !== undefined,
    ours: pane.ours,
    agent: status ? agentJson(pane, status) : null,
  }
}
