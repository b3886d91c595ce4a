import type { LivePaneInfo, LiveSession } from '../../state/json/live-message.ts'
import { nameOf, type Row } from './fleet-row.ts'

const RANK = { waiting: 0, failed: 1, finished: 2 }

function rank({ agent }: LivePaneInfo): number {
  return agent?.need ? RANK[agent.need] : 3
}

/** The pane that describes a session in the list: the one that needs a person most, else the active one. */
export function neediest({ panes }: LiveSession): LivePaneInfo | undefined {
  const [first] = [...panes].sort((one, other) => rank(one) - rank(other))
  if (first && rank(first) < 3) return first
  return panes.find(pane => pane.active) ?? panes[0]
}

/** The order of the session list: what needs a person first and longest, then by name. */
export function inOrder(one: Row, other: Row): number {
  const byNeed = rank(one.pane) - rank(other.pane)
  if (byNeed !== 0) return byNeed
  if (rank(one.pane) < 3) return (one.pane.agent?.since ?? 0) - (other.pane.agent?.since ?? 0)
  return nameOf(one).localeCompare(nameOf(other), undefined, { numeric: true })
}
