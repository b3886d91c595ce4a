import { FailureError } from '../state/model/failure.ts'
import type { Command } from '../state/model/messages/command.ts'
import type { Event } from '../state/model/messages/event.ts'
import type { Connection } from './connection/connection.ts'
import { killAndConfirm } from './connection/kill-answer.ts'
import type { markSaidSession } from './track/killed-mark.ts'
import { quoteWord } from './transport/shell-quote.ts'

/**
 * Ids of the sessions that fleetmux killed, for each connection. Code that waits for a new session to start uses them:
 * a session that was killed meanwhile is not a failed start.
 */
const killed = new WeakMap<Connection, Set<string>>()

export function wasKilled(link: Connection, session: string): boolean {
  return killed.get(link)?.has(session) ?? false
}

/** Kills one session. First checks that the session with this id still has the name that the user saw. */
export async function killSession(
  link: Connection,
  command: Extract<Command, { type: 'kill-session' }>,
  /** Records in the state file that a tracked session (one that was started from a prompt) was killed. */
  noteKilled: (id: string) => Promise<void>,
): Promise<Event> {
  const { host, name, session } = command
  const found = (await link.read()).find(each => each.id === session)
  if (!found)
    throw new FailureError({ kind: 'missing', host, what: `Session ${name} has already ended.` })
  if (found.name !== name) {
    throw new FailureError({
      kind: 'refused',
      host,
      what: `Session ${name} was renamed to ${found.name}, so it was not ended.`,
      hint: `To end it under its new name: \`fleetmux kill ${quoteWord(`${host}/${found.name}`)}\`.`,
    })
  }
  killed.set(link, (killed.get(link) ?? new Set()).add(session))
  const unsaid = found.tracked ? await markSaid(link, found) : ''
  await killAndConfirm(link, found)
  if (found.tracked) await noteKilled(found.tracked)
  return { type: 'did', text: [`Ended ${name} on ${host}.`, unsaid].filter(Boolean).join(' ') }
}

/** Loaded only for tracked sessions: the code that checks a record takes longer to load than most commands run. */
async function markSaid(...said: Parameters<typeof markSaidSession>): Promise<string> {
  const { markSaidSession } = await import('./track/killed-mark.ts')
  return markSaidSession(...said)
}
