import type { State } from '../../../state/model/state.ts'
import type { SessionRecord } from '../../../state/model/tracked-session.ts'
import { staticMachines } from '../../../state/pool/machine-of-host.ts'
import { ageOf, statusDocument, statusReport, withMachines } from '../../../state/tracked/report.ts'
import { sessionOfRecord } from '../../../state/tracked/tracked-sessions.ts'
import { waitUntil } from '../../../state/wait-until.ts'
import type { Call, Command } from '../../command/command.ts'
import { DONE } from '../../command/exit.ts'
import { limitOf } from '../../connect/connect.ts'
import { safeJson } from '../../print/json.ts'
import { table } from '../../print/table.ts'
import { openRecords, refreshRecords } from '../../tracked/tracked-session.ts'

const TITLES = ['SESSION', 'STATUS', 'AGE', 'LAST OUTPUT', 'PID', 'MEMORY', 'HOST']

export const status: Command = {
  name: 'status',
  usage: '[--detailed] [--json]',
  summary: 'Show the pool, its machines, and the number of sessions per state',
  isReadOnly: true,
  details: `
The pool consists of the configured hosts with a tier or a capacity, and the machines that were created
for it. Hosts with running sessions are asked first.`,
  examples: [
    ['status', 'Machines and used slots'],
    ['status --detailed', 'Also age, last output, pid and memory of each running session'],
  ],
  flags: {
    detailed: { kind: 'switch', about: 'Also each session: age, last output, pid, memory' },
    json: { kind: 'switch', about: 'Print one JSON document' },
  },
  takes: [0, 0],
  run,
}

async function run(call: Call): Promise<number> {
  const opened = await openRecords(call)
  const { store } = opened.fleet
  const refreshed = await refreshRecords(call, opened)
  const registry = withMachines(refreshed, staticMachines(store.getState()))
  const isDetailed = call.flags.is('detailed')
  if (isDetailed) {
    store.dispatch({ type: 'measure' })
    await waitUntil(store, ({ memory }) => memory, limitOf(call, opened.fleet) * 3)
  }
  const details = isDetailed
    ? [...registry.sessions.values()]
        .filter(each => each.status === 'running')
        .map(record => detailOf(store.getState(), record))
    : []
  if (call.flags.is('json')) {
    const document = { ...statusDocument(registry), ...(isDetailed && { details }) }
    await call.print(safeJson(document, 2))
    return DONE
  }
  for (const line of statusReport(registry)) await call.print(line)
  if (isDetailed) {
    await call.print('')
    for (const line of table(TITLES, details.map(row), call.terminal)) await call.print(line)
  }
  return DONE
}

interface Detail {
  readonly session_id: string
  readonly status: string
  readonly created_at: string
  /** Time of the last output, in RFC 3339 format; null: the host does not report it. */
  readonly last_output_at: string | null
  readonly pane_pid: number | null
  readonly memory_bytes: number | null
  readonly host: string
  /** The transport of the host, such as `ssh` or `docker`; null: the host is in no configuration. */
  readonly kind: string | null
}

function detailOf(state: State, record: SessionRecord): Detail {
  const session = sessionOfRecord(state.hosts.get(record.host), record)
  return {
    session_id: record.id,
    status: record.status,
    created_at: new Date(record.createdAt).toISOString(),
    last_output_at: session ? new Date(session.activity).toISOString() : null,
    pane_pid: session?.panes[0]?.pid ?? null,
    memory_bytes: state.memory?.get(record.id) ?? null,
    host: record.host,
    kind: state.hosts.get(record.host)?.config.transport ?? null,
  }
}

function row(detail: Detail): string[] {
  const now = Date.now()
  const { last_output_at: last, pane_pid: pid, memory_bytes: bytes } = detail
  return [
    detail.session_id,
    detail.status,
    ageOf(Date.parse(detail.created_at), now),
    last === null ? '?' : `${ageOf(Date.parse(last), now)} ago`,
    pid === null ? '?' : String(pid),
    bytes === null ? '?' : `${Math.round(bytes / 1e6)} MB`,
    detail.kind === null || detail.kind === 'local'
      ? detail.host
      : `${detail.host} (${detail.kind})`,
  ]
}
