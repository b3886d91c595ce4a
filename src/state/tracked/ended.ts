import type { Pane, Session } from '../model/fleet.ts'
import type { SessionRecord } from '../model/tracked-session.ts'

type Named = Pick<SessionRecord, 'id' | 'tmuxSession'>

/** The tmux session of a record in the state file: by the reported id, or by name if it reports no id (amplihack's). */
export function sessionOf(sessions: readonly Session[], record: Named): Session | undefined {
  return (
    sessions.find(each => each.tracked === record.id) ??
    sessions.find(each => !each.tracked && each.name === record.tmuxSession)
  )
}

/** The pane that shows how the session ended: the first running pane, else the first pane. */
export function paneOfRecord(sessions: readonly Session[], record: Named): Pane | undefined {
  const panes = sessionOf(sessions, record)?.panes ?? []
  return panes.find(pane => !pane.dead) ?? panes[0]
}
