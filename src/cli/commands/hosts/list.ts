import type { Fleet } from '../../../state/fleet-handle.ts'
import { followsSshConfig } from '../../../state/hosts/config-entry.ts'
import { addressOf } from '../../../state/hosts/describe.ts'
import { linkText, whyNoSessions } from '../../../state/hosts/link-text.ts'
import { failureJson } from '../../../state/json/failure-json.ts'
import { hostJson } from '../../../state/json/host-json.ts'
import { sentence } from '../../../state/model/failure.ts'
import type { Server } from '../../../state/model/fleet.ts'
import type { HostConfig } from '../../../state/model/host-config.ts'
import type { Call } from '../../command/command.ts'
import { DONE, exitOfAll } from '../../command/exit.ts'
import { connectServers, limitOf, type ReachedHost } from '../../connect/connect.ts'
import { toJson } from '../../print/json.ts'
import { table } from '../../print/table.ts'

const TITLES = ['HOST', 'ADDRESS', 'LINK', 'TMUX', 'SESSIONS', 'NOTE']

/** Lists all hosts in the order of the configuration, and connects to the enabled ones in parallel. */
export async function listHosts(call: Call): Promise<number> {
  const fleet = await call.open([])
  const dialled = call.flags.is('no-test') ? [] : fleet.hosts.map(host => host.name)
  const reached = await connectServers(fleet, dialled, limitOf(call, fleet))
  const all = withOthers(fleet, reached)
  const failures = reached.map(each => each.failure)
  if (call.flags.is('json')) {
    const told = failures.flatMap(failure => (failure ? [failureJson(failure)] : []))
    await call.print(toJson({ hosts: all.map(hostJson), failures: told }))
  } else for (const line of table(TITLES, all.map(row), call.terminal)) await call.print(line)
  for (const failure of failures) if (failure) call.say(sentence(failure))
  return reached.length > 0 ? exitOfAll(failures) : DONE
}

/** All hosts in the order of the configuration, including those that were not connected to. */
function withOthers({ store }: Fleet, reached: readonly ReachedHost[]): ReachedHost[] {
  const known = new Map(reached.map(each => [each.name, each]))
  return [...store.getState().hosts.values()].map(
    host => known.get(host.config.name) ?? { name: host.config.name, host, failure: null },
  )
}

function row({ name, host, failure }: ReachedHost): string[] {
  const { config, server, link } = host
  const isAsked = !failure && link.state !== 'idle' && !config.disabled
  const count = host.sessions.size
  const tmux =
    server.state === 'running'
      ? `${server.version}${server.path === 'swept' ? ' polled' : ''}`
      : (whyNoSessions(host) ?? '')
  return [
    name,
    addressOf(config),
    failure ? 'down' : linkText(host),
    isAsked ? tmux : '',
    isAsked ? `${count}${config.capacity === undefined ? '' : ` of ${config.capacity}`}` : '',
    noteOf(config, server),
  ]
}

function noteOf(config: HostConfig, server: Server): string {
  const words = [
    config.default && 'default',
    config.transport !== 'local' && config.transport !== 'ssh' && config.transport,
    followsSshConfig(config) && 'using ssh config',
    config.from !== undefined && 'from atmux',
    ...(config.tags ?? []).map(tag => `#${tag}`),
    server.state === 'running' && server.note,
  ]
  return words.filter(Boolean).join(', ')
}
