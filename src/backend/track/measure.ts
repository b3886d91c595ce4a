import type { Event } from '../../state/event.ts'
import { FailureError } from '../../state/failure.ts'
import type { SessionRecord } from '../../state/record.ts'
import type { Link } from '../host/link.ts'

/** Memory of each session's process tree on its host; a host that cannot be asked is left out. Bytes by id. */
export async function measure(
  records: readonly SessionRecord[],
  reach: (host: string) => Promise<Link>,
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
  link: Link,
  records: readonly SessionRecord[],
): Promise<[string, number][]> {
  const [sessions, { stdout }] = await Promise.all([
    link.sessions(),
    link.transport.run(['ps', '-A', '-o', 'pid=,ppid=,rss=']),
  ])
  const processes = readProcesses(stdout.toString('utf8'))
  const sizeOf = treeSizes(processes)
  return records.flatMap(({ id, tmuxSession }) => {
    const session = sessions.find(each => each.tracked === id || each.name === tmuxSession)
    if (!session) return []
    const pids = session.panes.filter(pane => !pane.dead).map(pane => pane.pid)
    return [[id, pids.reduce((sum, pid) => sum + sizeOf(pid), 0)]]
  })
}

interface Process {
  readonly pid: number
  readonly parent: number
  /** Bytes. */
  readonly size: number
}

/** Lines of `ps -o pid=,ppid=,rss=`, whose sizes are in KiB. */
export function readProcesses(text: string): Process[] {
  return text.split('\n').flatMap(line => {
    const fields = /^\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,12})\s*$/.exec(line)
    const [, pid, parent, size] = (fields ?? []).map(Number)
    return pid && parent !== undefined && size !== undefined
      ? [{ pid, parent, size: size * 1024 }]
      : []
  })
}

/** Tells of a process how large it and all below it are. Each counts once, whatever its host says of parents. */
export function treeSizes(processes: readonly Process[]): (root: number) => number {
  const children = Map.groupBy(processes, ({ parent }) => parent)
  const own = new Map(processes.map(each => [each.pid, each.size]))
  return root => {
    const tree = new Set([root])
    for (const pid of tree) for (const each of children.get(pid) ?? []) tree.add(each.pid)
    return [...tree].reduce((sum, pid) => sum + (own.get(pid) ?? 0), 0)
  }
}
