import type { Pane, Session } from '../model/fleet.ts'
import type { SessionRecord } from '../model/tracked-session.ts'

type Named = Pick<SessionRecord, 'id' | 'tmuxSession'>

/** The live session of a record: by its mark; by its name only where it has none, as one that amplihack started. */
export function sessionOf(sessions: readonly Session[], record: Named): Session | undefined {
  return (
    sessions.find(each => each.tracked === record.id) ??
    sessions.find(each => !each.tracked && each.name === record.tmuxSession)
  )
}

/** The pane that tells how it ended: its first, as soon as none of them runs any more. */
export function paneOfRecord(sessions: readonly Session[], record: Named): Pane | undefined {
  const panes = sessionOf(sessions, record)?.panes ?? []
  return panes.find(pane => !pane.dead) ?? panes[0]
}
