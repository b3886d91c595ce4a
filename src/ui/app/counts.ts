import { needySessions } from '../../state/agents/attention.ts'
import { isReached } from '../../state/hosts/link-words.ts'
import { sessionStatus } from '../../state/sessions/status.ts'
import type { UiState } from '../model/ui-state.ts'

export interface Counts {
  /** Sessions that need a person. */
  readonly need: number
  readonly up: number
  readonly down: number
  /** Idle or on the way up. */
  readonly waiting: number
  readonly sessions: number
  readonly active: number
  readonly quiet: number
  readonly ended: number
  readonly unknown: number
}

/** The whole fleet counted, whatever the filter shows. */
export function countsOf(state: UiState): Counts {
  const count = {
    need: needySessions(state).length,
    up: 0,
    down: 0,
    waiting: 0,
    sessions: 0,
    active: 0,
    quiet: 0,
    ended: 0,
    unknown: 0,
  }
  for (const host of [...state.hosts.values()]) {
    count[isReached(host) ? 'up' : host.link.state === 'down' ? 'down' : 'waiting']++
    for (const session of [...host.sessions.values()]) {
      count.sessions++
      count[sessionStatus(host, session, state.now).state]++
    }
  }
  return count
}
