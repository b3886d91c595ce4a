import type { Speech } from '../../dialect.ts'
import type { EventBody } from '../../event.ts'

/** Events for the start of a session: new, resumed or forked. */
export function sessionEvents(sessionId: string, { session, fork }: Speech): EventBody[] {
  const start: EventBody = {
    type: 'session_start',
    sessionId,
    resumed: session !== undefined,
    ...(fork !== undefined && { forkedFrom: fork }),
  }
  if (fork !== undefined) return [start, { type: 'session_fork', sessionId, forkedFrom: fork }]
  return session === undefined ? [start] : [start, { type: 'session_resume', sessionId }]
}
