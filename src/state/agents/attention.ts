import { serverKey } from '../hosts/host.ts'
import { type Memoized, memoize } from '../map/memoize.ts'
import type { AgentStatus, Need } from '../model/agents/agent.ts'
import type { Host, Pane, Session } from '../model/fleet.ts'
import type { State } from '../model/state.ts'
import type { SessionRef, Target } from '../model/target.ts'
import { activePane } from '../targets/target.ts'
import { agentOf, needOf, SHELL } from './need.ts'

/** A pane whose agent needs a person: it waits for an answer, has failed or has finished. */
export interface Needy {
  readonly host: Host
  readonly session: Session
  readonly pane: Pane
  readonly status: AgentStatus
  readonly need: Need
}

const RANK: Readonly<Record<Need, number>> = { waiting: 0, failed: 1, finished: 2 }

/** The panes that need a person: first waiting, then failed, then finished agents, each group oldest first. */
export function needyPanes(state: State): readonly Needy[] {
  const known = all.get(state.hosts)
  if (known) return known
  const found: Needy[] = []
  for (const host of state.hosts.values()) {
    found.push(...needyOn(host))
  }
  found.sort(inOrder)
  all.set(state.hosts, found)
  return found
}

/** The sessions that need a person, each with its most urgent pane, in the order of `needyPanes`. */
export function needySessions(state: State): readonly Needy[] {
  const known = bySession.get(state.hosts)
  if (known) return known
  const seen = new Set<Session>()
  const first = needyPanes(state).filter(({ session }) => !seen.has(session) && seen.add(session))
  bySession.set(state.hosts, first)
  return first
}

/** The most urgent pane of a session on that host; undefined: no pane needs a person. */
export function neediest(host: Host, session: Session): Needy | undefined {
  return bySessionOn(host).get(session)
}

/** The pane and agent shown in a session's row: the most urgent pane, else the active one. A shell is not an agent. */
export function rowAgent(
  host: Host,
  session: Session,
): { readonly pane: Pane | undefined; readonly status: AgentStatus | null } {
  const needy = neediest(host, session)
  if (needy) return needy
  const pane = activePane(session)
  const status = agentOf(host, pane)
  return { pane, status: status?.agent === SHELL ? null : status }
}

export function targetOfNeedy({ host, pane }: Pick<Needy, 'host' | 'pane'>): Target {
  return { host: host.config.name, server: serverKey(host), pane: pane.id }
}

export function refOfNeedy({ host, session }: Pick<Needy, 'host' | 'session'>): SessionRef {
  return { host: host.config.name, session: session.id }
}

// The results are cached, by the map of all hosts and by single host, because usually only one of many hosts has
// changed.
const all = new WeakMap<State['hosts'], readonly Needy[]>()
const bySession = new WeakMap<State['hosts'], readonly Needy[]>()
const byHost = new WeakMap<Host, readonly Needy[]>()
const firstOf = new WeakMap<Host, Memoized<ReadonlyMap<Session, Needy>>>()
const NOBODY: readonly Needy[] = []

function needyOn(host: Host): readonly Needy[] {
  const known = byHost.get(host)
  if (known) return known
  const found = isQuiet(host) ? NOBODY : findOn(host)
  byHost.set(host, found)
  return found
}

/** The most urgent pane of each session. */
function bySessionOn(host: Host): ReadonlyMap<Session, Needy> {
  return memoize(firstOf, host, '', () => {
    // The list is reversed so that a session's most urgent pane is its last entry, which the Map keeps.
    const last = needyOn(host).toReversed()
    return new Map(last.map(needy => [needy.session, needy]))
  })
}

/** Whether no agent of the host needs a person: a fast check that does not read the panes. */
function isQuiet({ agents }: Host): boolean {
  for (const status of agents.values()) if (needOf(status)) return false
  return true
}

function findOn(host: Host): readonly Needy[] {
  const found = [...host.sessions.values()].flatMap(session =>
    session.panes.flatMap(pane => {
      const status = agentOf(host, pane)
      const need = needOf(status)
      return status && need && !pane.ours ? [{ host, session, pane, status, need }] : []
    }),
  )
  return found.sort(inOrder)
}

function inOrder(one: Needy, other: Needy): number {
  return RANK[one.need] - RANK[other.need] || one.status.since - other.status.since
}
