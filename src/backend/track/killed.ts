import type { SessionEnd } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { SessionRecord } from '../../state/model/tracked-session.ts'
import { sessionOf } from '../../state/tracked/ended.ts'
import { killed } from '../../state/tracked/registry.ts'
import { now } from '../clock.ts'
import type { Connection } from '../connection/connection.ts'
import type { RegistryFile } from '../state-file/registry.ts'
import { serverStart } from '../tmux/command.ts'
import { readKilledMarks } from './killed-mark.ts'

/**
 * Maximum milliseconds from the recorded start of a session to the start of its tmux server: the first session starts
 * the server, after its start was recorded. A server that started later is another server, so the session's own server
 * has ended.
 */
const SLACK = 15_000

/** Records that the user killed the session, if the state file has it. */
export async function noteKilled(
  id: string,
  file: RegistryFile,
  changed: (event: Event) => void,
): Promise<void> {
  if (!(await file.read()).sessions.has(id)) return
  const registry = await file.change(before => killed(before, id, now()))
  changed({ type: 'registry', registry })
}

/**
 * Finds out how the missing sessions of a host ended. If a program ends, its dead pane stays. So a session that is
 * missing while its tmux server still runs was killed, perhaps by tmux itself. If a newer tmux server runs, the machine
 * may have crashed. The session then counts as killed only if its workspace has the mark that fleetmux leaves there
 * when it kills a session.
 */
export async function endsOf(
  link: Connection,
  records: readonly SessionRecord[],
): Promise<ReadonlyMap<string, SessionEnd>> {
  const sessions = await link.sessions()
  const gone = records.filter(record => !sessionOf(sessions, record))
  const began = sessions.length > 0 ? await readServerStart(link) : Number.POSITIVE_INFINITY
  const isOlder = ({ startedAt }: SessionRecord) => began <= (startedAt ?? 0) + SLACK
  const asked = gone.filter(record => !isOlder(record))
  const marked = asked.length > 0 ? await readKilledMarks(link.transport, asked) : new Set()
  const status = (record: SessionRecord) =>
    isOlder(record) || marked.has(record.id) ? 'killed' : 'failed'
  const at = now()
  return new Map(
    gone.map(each => [each.id, { status: status(each), exitCode: null, completedAt: at }]),
  )
}

/** The start time of the tmux server, in epoch milliseconds. */
async function readServerStart(link: Connection): Promise<number> {
  const [answer] = await link.client().ask([serverStart()])
  return Number(answer?.toString('utf8').trim()) * 1000
}
