import type { Session } from '../model/fleet.ts'
import type { Registry } from '../model/tracked-session.ts'
import { type Clean, clean } from '../text/clean.ts'
import { isSessionId } from './registry.ts'

/** The first line of the prompt that a session was started from; null: no prompt, or no record. */
export function promptOf(
  registry: Registry | null,
  { tracked, name }: Pick<Session, 'tracked' | 'name'>,
): Clean | null {
  const record = registry?.sessions.get(tracked ?? name)
  const line = record?.prompt.split('\n').find(each => each.trim() !== '')
  return line === undefined ? null : clean(line.trim())
}

/** `4f2a` of `sess-20260502-203014-4f2a`, which distinguishes the sessions of one start; null: not such an id. */
export function shortId(id: string): string | null {
  return isSessionId(id) ? id.slice(-4) : null
}
