import type { LiveHost, LivePaneInfo, LiveSession } from '../../state/json/live-message.ts'

export interface FleetHost extends LiveHost {
  readonly sessions: readonly LiveSession[]
}

/** A row of the session list: the session, its host, and the pane that the row describes. */
export interface Row {
  readonly host: FleetHost
  readonly session: LiveSession
  readonly pane: LivePaneInfo
}

export function nameOf({ host, session }: Pick<Row, 'host' | 'session'>): string {
  return `${host.name}/${session.name}`
}
