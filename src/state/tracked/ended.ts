import type { Pane, Session } from '../model/fleet.ts'
import type { SessionRecord } from '../model/tracked-session.ts'

type Named = Pick<SessionRecord, 'id' | 'tmuxSession'>

/**
 * The tmux session of a record in the state file: the session that reports the record's id, else one with the recorded
 * name that reports no id, because amplihack has started it.
 */
export function sessionOf(sessions: readonly Session[], record: Named): Session | undefined {
  return (
    sessions.find(each => each.tracked === record.id) ??
    sessions.find(each => !each.tracked && each.name === record.tmuxSession)
  )
}

/**
 * The pane that shows whether and how the session has ended: the first one that still runs; if all are dead, the first
 * one, whose exit status is that of the session.
 */
export function paneOfRecord(sessions: readonly Session[], record: Named): Pane | undefined {
  const panes = sessionOf(sessions, record)?.panes ?? []
  return panes.find(pane => !pane.dead) ?? panes[0]
}
