import { isReached } from '../hosts/link-text.ts'
import type { Host, Session } from '../model/fleet.ts'
import { activePane } from '../targets/target.ts'

/** The state of a session according to tmux. `unknown`: its host is not connected. */
export type SessionStatus =
  | { readonly state: 'active' | 'quiet' | 'unknown' }
  | { readonly state: 'ended'; readonly code: number | undefined }

/** Time after its last output for which a session counts as active, in milliseconds. */
export const RECENT = 60_000

export function sessionStatus(host: Host, session: Session, now: number): SessionStatus {
  if (!isReached(host)) return { state: 'unknown' }
  const dead = activePane(session)?.dead
  if (dead) return { state: 'ended', code: dead.code }
  return { state: now - session.activity < RECENT ? 'active' : 'quiet' }
}
