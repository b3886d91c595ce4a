import type { RecordStatus } from '../../../state/model/tracked-session.ts'
import { orList } from '../../../state/text/word-list.ts'
import { sessionDocuments, sessionTable } from '../../../state/tracked/tracked-table.ts'
import type { Call, Command } from '../../command/command.ts'
import { DONE } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { safeJson } from '../../print/json.ts'
import { openRecords, refreshRecords } from '../../tracked/tracked-session.ts'

const STATUSES: readonly RecordStatus[] = ['pending', 'running', 'completed', 'failed', 'killed']

export const list: Command = {
  name: 'list',
  usage: '[--status STATUS] [--json]',
  summary: 'List the sessions that were started from prompts, with their states',
  isReadOnly: true,
  details: `
Hosts with running sessions are asked first. A host that cannot be asked is reported on stderr, and its sessions
are shown with their last known state. \`fleetmux ls\` lists all sessions of all hosts.`,
  examples: [
    ['list', 'All sessions'],
    ['list --status failed', 'Only failed sessions'],
    ['list --json', 'An array of objects, as in the state file'],
  ],
  flags: {
    status: { kind: 'text', about: 'Only pending, running, completed, failed or killed' },
    json: { kind: 'switch', about: 'Print an array of session objects' },
  },
  takes: [0, 0],
  run,
}

async function run(call: Call): Promise<number> {
  const status = call.flags.text('status')
  if (status !== undefined && !STATUSES.some(each => each === status)) {
    throw usage(`Unknown status ${safeJson(status)}.`, `Use ${orList(STATUSES)}.`)
  }
  const { sessions } = await refreshRecords(call, await openRecords(call))
  if (sessions.size === 0)
    call.say('To find sessions that were started from another machine: `fleetmux recover`.')
  const records = [...sessions.values()].filter(
    each => status === undefined || each.status === status,
  )
  if (call.flags.is('json')) {
    await call.print(safeJson(sessionDocuments(records), 2))
  } else for (const line of sessionTable(records, Date.now())) await call.print(line)
  return DONE
}
