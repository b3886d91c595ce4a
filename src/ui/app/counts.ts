import { isReached } from '../../state/hosts/link-text.ts'
import type { Host } from '../../state/model/fleet.ts'
import { needCount } from '../../state/runs/need-count.ts'
import { allLiveRuns } from '../../state/runs/run-state.ts'
import { RECENT, sessionStatus } from '../../state/sessions/status.ts'
import type { UiState } from '../model/ui-state.ts'

export interface Counts {
  /** Runs that have not ended. */
  readonly runs: number
  /** Sessions and runs that need a person. */
  readonly need: number
  readonly up: number
  readonly down: number
  /** Hosts whose connection is being made or has not begun (`idle`). */
  readonly waiting: number
  readonly sessions: number
  readonly active: number
  readonly quiet: number
  readonly ended: number
  readonly unknown: number
}

/** Counts hosts, sessions and runs of the whole fleet, including those that the filter hides. */
export function countsOf(state: UiState): Counts {
  const need = needCount(state)
  const count = {
    need,
    runs: allLiveRuns(state).length,
    up: 0,
    down: 0,
    waiting: 0,
    ...NO_SESSIONS,
    sessions: 0,
  }
  for (const host of state.hosts.values()) {
    count[isReached(host) ? 'up' : host.link.state === 'down' ? 'down' : 'waiting']++
    const { active, quiet, ended, unknown } = sessionsOn(host, state.now)
    count.sessions += host.sessions.size
    count.active += active
    count.quiet += quiet
    count.ended += ended
    count.unknown += unknown
  }
  return count
}

type SessionCounts = Readonly<Record<'active' | 'quiet' | 'ended' | 'unknown', number>>

const NO_SESSIONS: SessionCounts = { active: 0, quiet: 0, ended: 0, unknown: 0 }

/**
 * Cached counts of one host. They are valid from `from` to `until` (epoch milliseconds): at `until` one of the sessions
 * has printed nothing for `RECENT` and counts as quiet. A change of the host creates new counts.
 */
interface Known {
  readonly counts: SessionCounts
  readonly from: number
  readonly until: number
}

const byHost = new WeakMap<Host, Known>()

function sessionsOn(host: Host, now: number): SessionCounts {
  const known = byHost.get(host)
  if (known && now >= known.from && now < known.until) return known.counts
  const counts = { ...NO_SESSIONS }
  let until = Number.POSITIVE_INFINITY
  for (const session of host.sessions.values()) {
    const { state } = sessionStatus(host, session, now)
    counts[state]++
    if (state === 'active') until = Math.min(until, session.activity + RECENT)
  }
  byHost.set(host, { counts, from: now, until })
  return counts
}
