import type { Pane, Session } from '../model/fleet.ts'
import type { SessionRecord } from '../model/tracked-session.ts'

type Named = Pick<SessionRecord, 'id'>

/**
 * The tmux session of a record in the state file: the session that reports the record's id, else one that has the id as
 * its name and reports none, because amplihack has started it. A recorded name that the user has chosen identifies no
 * session: after the end of the session, the user may give the name to another one.
 */
export function sessionOf(sessions: readonly Session[], { id }: Named): Session | undefined {
  return (
    sessions.find(each => each.tracked === id) ??
    sessions.find(each => !each.tracked && each.name === id)
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
