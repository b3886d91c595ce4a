import { FailureError } from '../../state/model/failure.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { SessionRecord } from '../../state/model/tracked-session.ts'
import { sessionOf } from '../../state/tracked/ended.ts'
import type { Connection } from '../connection/connection.ts'
import { readProcessTable, treeSizes } from './process-table.ts'

/** Memory of each session's process tree in bytes, by session id. Hosts that cannot be asked are left out. */
export async function measure(
  records: readonly SessionRecord[],
  reach: (host: string) => Promise<Connection>,
): Promise<Event> {
  const byHost = Map.groupBy(records, ({ host }) => host)
  const found = await Promise.all(
    [...byHost].map(async ([host, own]) => {
      try {
        return await measureOn(await reach(host), own)
      } catch (thrown) {
        if (thrown instanceof FailureError) return []
        throw thrown
      }
    }),
  )
  return { type: 'measured', memory: Object.fromEntries(found.flat()) }
}

async function measureOn(
  link: Connection,
  records: readonly SessionRecord[],
): Promise<[string, number][]> {
  const [sessions, { stdout }] = await Promise.all([
    link.sessions(),
    link.transport.run(['ps', '-A', '-o', 'pid=,ppid=,rss=']),
  ])
  const sizeOf = treeSizes(readProcessTable(stdout.toString('utf8')))
  return records.flatMap(record => {
    const { id } = record
    const session = sessionOf(sessions, record)
    if (!session) return []
    const pids = session.panes.filter(pane => !pane.dead).map(pane => pane.pid)
    return [[id, pids.reduce((sum, pid) => sum + sizeOf(pid), 0)]]
  })
}
