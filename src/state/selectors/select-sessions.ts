import { rowAgent } from '../agents/attention.ts'
import { serverKey } from '../hosts/host.ts'
import { isReached } from '../hosts/link-text.ts'
import type { Host, Session } from '../model/fleet.ts'
import type { State } from '../model/state.ts'
import type { Target } from '../model/target.ts'
import { sessionStatus } from '../sessions/status.ts'
import { activePane } from '../targets/target.ts'
import type { SelectorField, Term } from './selector.ts'

export interface Selected {
  /** The active pane of each session, ordered by host, then by session id. */
  readonly targets: readonly Target[]
  /** Hosts that the terms of the selector may match, but whose sessions are unknown. */
  readonly unasked: readonly string[]
}

/** The sessions that now match every term of a selector (such as `host=gpu*`). Without terms: all. */
export function select(state: State, terms: readonly Term[]): Selected {
  const hosts = [...state.hosts.values()].filter(
    host => !host.config.disabled && holds(terms.filter(isOfHost), hostFacts(host)),
  )
  return {
    targets: hosts.flatMap(host => onHost(state, host, terms)),
    unasked: hosts
      .filter(host => !isReached(host) && host.sessions.size === 0)
      .map(host => host.config.name),
  }
}

/** Whether all terms are about hosts, and this host matches them. */
export function hostMatches(host: Host, terms: readonly Term[]): boolean {
  return terms.every(isOfHost) && holds(terms, hostFacts(host))
}

export function sessionMatches(
  host: Host,
  session: Session,
  terms: readonly Term[],
  now: number,
): boolean {
  return holds(terms, sessionFacts(host, session, now))
}

type Facts = Readonly<Partial<Record<SelectorField, readonly string[]>>>

function onHost(state: State, host: Host, terms: readonly Term[]): Target[] {
  return [...host.sessions.values()].flatMap(session => {
    const pane = activePane(session)
    const matches = pane && holds(terms, sessionFacts(host, session, state.now))
    return matches ? [{ host: host.config.name, server: serverKey(host), pane: pane.id }] : []
  })
}

function sessionFacts(host: Host, session: Session, now: number): Facts {
  const { pane, status } = rowAgent(host, session)
  const command = pane?.command ?? ''
  return {
    ...hostFacts(host),
    session: [session.name],
    // If the agent is unknown, the program in the pane is used.
    agent: [status?.agent ?? pane?.said?.agent ?? command],
    command: [command],
    state: [sessionStatus(host, session, now).state, ...(status ? [status.state] : [])],
  }
}

/**
 * The values of a host that selector terms are compared with. A host `HOST+SERVER` (another tmux server of HOST) also
 * matches terms for HOST.
 */
function hostFacts({ config: { name, joined, tags = [] } }: Host): Facts {
  const holder = joined === 'server' ? [name.slice(0, name.lastIndexOf('+'))] : []
  return { host: [name, ...holder], tag: tags }
}

function isOfHost({ field }: Term): boolean {
  return field === 'host' || field === 'tag'
}

function holds(terms: readonly Term[], facts: Facts): boolean {
  return terms.every(({ field, not, patterns }) => {
    const values = facts[field] ?? []
    return values.some(value => patterns.some(pattern => pattern.test(value))) !== not
  })
}
