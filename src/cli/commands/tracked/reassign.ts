import type { Fleet } from '../../../state/fleet-handle.ts'
import { type Failure, FailureError, sentence } from '../../../state/model/failure.ts'
import type { Registry } from '../../../state/model/tracked-session.ts'
import { strip } from '../../../state/text/text.ts'
import { isEnded, isSessionId } from '../../../state/tracked/registry.ts'
import { hostsOf, unknownHost } from '../../args/host-arguments.ts'
import type { Call, Command } from '../../command/command.ts'
import { exitOfAll } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { receipt } from '../../command/wait.ts'
import { connect, limitOf } from '../../connect/connect.ts'
import { openRecords, recordOf } from '../../tracked/tracked-session.ts'

export const reassign: Command = {
  name: 'reassign',
  usage: 'ID|OLD-HOST HOST',
  summary: 'Tell fleetmux that the host of a session, or of all its sessions, has a new name',
  details: `
A session keeps its host. If that host was renamed or removed, the session is not searched for elsewhere
until you say where it is. ID names one session; OLD-HOST stands for all sessions that were started on
the host of this name: use it once after a rename. HOST is asked first: if it has no such session, nothing is changed. Only
the state file of this machine changes; nothing on the hosts does.`,
  examples: [
    ['reassign sess-20260502-203014-4f2a gpu1', 'The host of this session is now called gpu1'],
    ['reassign old-name gpu1', 'All sessions of old-name are now on gpu1'],
    [
      'reassign sess-20260502-203014-4f2a gpu9 --remote gpu9',
      'The new host is not in the configuration',
    ],
  ],
  flags: {},
  takes: [2, 2],
  next: args => (args.length === 1 ? 'host' : []),
  run,
}

async function run(call: Call): Promise<number> {
  const [from = '', ...given] = call.args
  const [asked = ''] = hostsOf(call.flags, given)
  const { fleet, registry } = await openRecords(call)
  const ids = idsOf(call, registry, from)
  if ('code' in ids) return ids.code
  const { store } = fleet
  const host = fleet.nameOf(asked)
  if (!store.getState().hosts.get(host)) throw new FailureError(unknownHost(host))
  const limit = limitOf(call, fleet)
  const { failure } = await connect(fleet, host, limit)
  if (failure) throw new FailureError({ ...failure, host })
  const failures: (Failure | null)[] = []
  for (const id of ids) {
    const failure = await reassignOne(call, fleet, { id, host, limit })
    // If several sessions are moved, a failure for an ended session does not count: it may no longer be on its host.
    const isOver = ids.length > 1 && isEnded(registry.sessions.get(id)?.status ?? 'running')
    if (!failure || !isOver) failures.push(failure)
  }
  for (const each of failures) if (each) call.say(`fleetmux: ${strip(sentence(each))}`)
  return exitOfAll(failures)
}

/** The session with this id, or all sessions recorded on the host with this name. @throws FailureError */
function idsOf(
  call: Call,
  registry: Registry,
  from: string,
): readonly string[] | { readonly code: number } {
  if (isSessionId(from)) {
    const record = recordOf(call, registry, from)
    return 'code' in record ? record : [record.id]
  }
  const own = [...registry.sessions.values()].filter(each => each.host === from)
  if (own.length > 0) return own.map(({ id }) => id)
  throw usage(
    `${JSON.stringify(from)} is neither the id of a session that was started from a prompt, nor a host of such sessions.`,
    '`fleetmux list` shows the ids and hosts.',
  )
}

async function reassignOne(
  call: Call,
  { store }: Fleet,
  { id, host, limit }: { readonly id: string; readonly host: string; readonly limit: number },
): Promise<Failure | null> {
  const ref = `reassign ${id}`
  store.dispatch({ type: 'reassign', id, host, ref })
  try {
    const { text } = await receipt(store, {
      ...{ ref, host, limit },
      effect: `${id} was assigned to ${host}`,
      repeat: `fleetmux reassign ${id} ${host}`,
    })
    await call.print(text)
    return null
  } catch (thrown) {
    if (thrown instanceof FailureError) return thrown.failure
    throw thrown
  }
}
