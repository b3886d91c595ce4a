import { agentOf } from '../../state/agents/need.ts'
import { serverKey } from '../../state/hosts/host.ts'
import { agentJson } from '../../state/json/agent-json.ts'
import type { LiveHost, LivePaneInfo, LiveSession } from '../../state/json/live-message.ts'
import { sentence } from '../../state/model/failure.ts'
import type { Host, Pane, Session } from '../../state/model/fleet.ts'
import type { State } from '../../state/model/state.ts'
import type { Token } from '../access/token.ts'
import { perSession } from '../targets/per-session.ts'
import { mayBeSeen, paneId, sessionId } from '../targets/resolve-target.ts'

/**
 * A host and its sessions, each serialised as JSON for the page. A text that has not changed is not sent to the page
 * again.
 */
export interface HostTexts {
  /** The host as JSON, without its sessions. */
  readonly host: string
  /** By session id: each session that the page's token may see, as JSON. */
  readonly sessions: ReadonlyMap<string, string>
}

/**
 * For each host of the state: its JSON texts as last made, and the registry that they were made with. Shared by all
 * pages whose token sees all sessions.
 */
const written = new WeakMap<
  Host,
  { readonly registry: State['registry']; readonly texts: HostTexts }
>()

/**
 * The JSON texts of a host and its sessions for a page. `caller`: the page's token, which may be limited to one session
 * (`scope`).
 */
export function hostTexts(host: Host, state: Pick<State, 'registry'>, caller: Token): HostTexts {
  if (caller.scope) return writeHost(host, state, caller)
  const known = written.get(host)
  if (known && known.registry === state.registry) return known.texts
  const texts = writeHost(host, state, caller)
  written.set(host, { registry: state.registry, texts })
  return texts
}

function writeHost(host: Host, { registry }: Pick<State, 'registry'>, caller: Token): HostTexts {
  const seen = [...host.sessions.values()].filter(session => mayBeSeen(caller, host, session))
  return {
    host: JSON.stringify(liveHost(host)),
    sessions: new Map(
      seen.map(session => [
        sessionId(host, session),
        sessionText(host, session, promptOf(session, registry)),
      ]),
    ),
  }
}

const sessionText = perSession((host, session, prompt: string | null) =>
  JSON.stringify(liveSession(host, session, prompt)),
)

function promptOf({ tracked }: Session, registry: State['registry']): string | null {
  const record = tracked === undefined ? undefined : registry?.sessions.get(tracked)
  return record?.prompt ?? null
}

/**
 * The message that updates a page from `before` to `now`: the sessions that have changed, and the ids of those that
 * have ended. Null if nothing has changed.
 */
export function hostMessage(before: HostTexts | undefined, now: HostTexts): string | null {
  if (before === now) return null
  const changed = [...now.sessions].filter(([id, text]) => before?.sessions.get(id) !== text)
  const gone = [...(before?.sessions.keys() ?? [])].filter(id => !now.sessions.has(id))
  if (before?.host === now.host && changed.length === 0 && gone.length === 0) return null
  const sessions = changed.map(([, text]) => text).join()
  const type = before ? 'host-change' : 'host'
  const ended = before ? `,"gone":${JSON.stringify(gone)}` : ''
  return `{"type":"${type}","host":${now.host},"sessions":[${sessions}]${ended}}`
}

function liveHost({ config, link }: Host): LiveHost {
  return {
    name: config.name,
    transport: config.transport,
    link: config.disabled ? 'off' : link.state,
    since: link.since,
    roundTrip: link.roundTrip ?? null,
    failure: link.failure && link.state === 'down' ? sentence(link.failure) : null,
  }
}

function liveSession(host: Host, session: Session, prompt: string | null): LiveSession {
  return {
    id: sessionId(host, session),
    name: session.name,
    prompt,
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
