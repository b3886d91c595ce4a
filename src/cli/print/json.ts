import { unreadAgents } from '../../state/agents/need.ts'
import { serverKey } from '../../state/hosts/host.ts'
import type { Failure } from '../../state/model/failure.ts'
import { sentence } from '../../state/model/failure.ts'
import type { Host, Session } from '../../state/model/fleet.ts'
import { activePane } from '../../state/targets/target.ts'
import type { Reached } from '../connect/connect.ts'

/** The shape of everything that is printed with --json: docs/cli.md. It grows, and never changes under one number. */
const VERSION = 1

/** One document on one line. What terminals could take for a command is escaped; the value stays the same. */
export function toJson(value: Readonly<Record<string, unknown>>): string {
  return safeJson({ version: VERSION, ...value })
}

/** What a terminal could act on or turn round, and what nobody sees, as JSON's own escapes; no half of a character. */
export function safeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent)
    .replace(HALF, (whole, half) => (half ? '\\ufffd' : whole))
    .replace(
      /[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g,
      char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
}

/** JSON.stringify escapes a half, and nothing else of that form: what follows an escaped backslash is text. */
const HALF = /\\(?:u(d[89a-f][0-9a-f]{2})|[^])/g

export function hostJson({ name, host, failure }: Reached) {
  const { config, link, server } = host
  return {
    name,
    transport: config.transport,
    address: config.address ?? null,
    capacity: config.capacity ?? null,
    disabled: config.disabled === true,
    default: config.default === true,
    tags: config.tags ?? [],
    link: failure ? 'down' : link.state,
    roundTrip: link.roundTrip ?? null,
    server:
      server.state === 'running'
        ? { ...server, note: server.note ?? null, program: server.program ?? null }
        : { state: server.state },
    sessions: host.sessions.size,
    unread: unreadAgents(host),
    failure: failure && failureJson(failure),
  }
}

export function sessionJson(host: Host, session: Session) {
  const name = host.config.name
  const active = activePane(session)
  return {
    target: `${name}/${session.name}`,
    host: name,
    kind: host.config.transport,
    server: serverKey(host),
    id: session.id,
    name: session.name,
    created: session.created,
    activity: session.activity,
    attached: session.attached,
    windows: session.windows,
    command: active?.command ?? '',
    title: active?.title ?? '',
    panes: session.panes.map(pane => ({
      ...pane,
      dead: pane.dead ? { code: pane.dead.code ?? null } : null,
    })),
  }
}

export function failureJson(failure: Failure) {
  const { kind, host = null, what, why = null, now = null } = failure
  return { kind, host, what, why, now, sentence: sentence(failure) }
}
