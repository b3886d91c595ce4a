import { FailureError } from '../../state/model/failure.ts'
import { isSessionId } from '../../state/tracked/registry.ts'
import { hostsOf, unknownHost } from '../args/host-arguments.ts'
import type { Call, Command } from '../command/command.ts'
import { DONE } from '../command/exit.ts'
import { usage } from '../command/flag.ts'
import { receipt } from '../command/wait.ts'
import { connect, limitOf } from '../connect/connect.ts'
import { openRecords, recordOf } from '../tracked/tracked-session.ts'

export const reassign: Command = {
  name: 'reassign',
  usage: 'ID HOST',
  summary: 'Say on which host a session is now that was started from a prompt',
  details: `
A session keeps its host. Where that host was renamed or removed, the session is not looked for anywhere else
until somebody says where it is. HOST is asked first: a session there has to say that it is ID, else nothing
is changed. Only the record changes, here; on the hosts nothing does.`,
  examples: [
    ['reassign sess-20260502-203014-4f2a gpu1', 'Its host is called gpu1 now'],
    ['reassign sess-20260502-203014-4f2a gpu9 --remote gpu9', 'One of no configuration'],
  ],
  flags: {},
  takes: [2, 2],
  next: args => (args.length === 1 ? 'host' : []),
  run,
}

async function run(call: Call): Promise<number> {
  const [id = '', ...given] = call.args
  const [asked = ''] = hostsOf(call.flags, given)
  if (!isSessionId(id))
    throw usage(`${JSON.stringify(id)} is no id of a session.`, 'See `fleetmux list`.')
  const { fleet, registry } = await openRecords(call)
  const record = recordOf(call, registry, id)
  if ('code' in record) return record.code
  const { store } = fleet
  const host = fleet.nameOf(asked)
  if (!store.getState().hosts.get(host)) throw new FailureError(unknownHost(host))
  const limit = limitOf(call, fleet)
  const { failure } = await connect(fleet, host, limit)
  if (failure) throw new FailureError({ ...failure, host })
  store.dispatch({ type: 'reassign', id, host, ref: 'reassign' })
  const { text } = await receipt(store, 'reassign', host, limit)
  await call.print(text)
  return DONE
}
