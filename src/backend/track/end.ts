import { sentence, toFailure } from '../../state/model/failure.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { SessionRecord } from '../../state/model/tracked-session.ts'
import { sessionOf } from '../../state/tracked/ended.ts'
import { killed } from '../../state/tracked/registry.ts'
import { now } from '../clock.ts'
import type { Connection } from '../connection/connection.ts'
import { killAndConfirm } from '../connection/kill-answer.ts'
import type { RegistryFile } from '../state-file/registry.ts'
import { leaveKilledMark } from './killed-mark.ts'

/**
 * Kills a tracked session (one started from a prompt) on its host, after a fresh check that the session exists, and
 * frees its slot. If the session is already gone, only records its end.
 * @throws FailureError if its host cannot be asked; with `force` that is a warning, and the end is recorded anyway.
 */
export async function endTracked(
  { record, force }: Extract<Command, { type: 'end-tracked' }>,
  backend: {
    /** Dials a host and resolves when it is up. */
    readonly reach: (host: string) => Promise<Connection>
    readonly file: RegistryFile
    readonly warn: (text: string) => void
    readonly changed: (event: Event) => void
  },
): Promise<Event> {
  try {
    const unsaid = await endSession(await backend.reach(record.host), record)
    if (unsaid) backend.warn(`Warning: ${unsaid}`)
  } catch (thrown) {
    if (!force) throw thrown
    backend.warn(
      `Warning: the session could not be ended on its host: ${sentence(toFailure(thrown, record.host))}`,
    )
  }
  const registry = await backend.file.change(before => killed(before, record.id, now()))
  backend.changed({ type: 'registry', registry })
  return { type: 'did', text: `Session '${record.id}' has been terminated.` }
}

/**
 * Marks the session of a record as killed and kills it, if it exists. Resolves with the reason if the mark failed, else
 * with ''.
 * @throws FailureError if the session's host cannot be asked.
 */
export async function endSession(link: Connection, record: SessionRecord): Promise<string> {
  const session = sessionOf(await link.sessions(), record)
  if (!session) return ''
  const unsaid = await leaveKilledMark(link, record)
  await killAndConfirm(link, session)
  return unsaid
}
