import { sentence } from '../state/failure.ts'
import { emptiness, linkWords } from '../state/status.ts'
import { DONE, exitOfAll } from './exit.ts'
import { usage } from './flag.ts'
import { failureJson, hostJson, toJson } from './json.ts'
import { limitOf, type Reached, reachAll } from './reach.ts'
import { table } from './table.ts'
import { receipt } from './wait.ts'
import type { Call, Word } from './word.ts'

const TITLES = ['HOST', 'ADDRESS', 'LINK', 'TMUX', 'SESSIONS']

export const hosts: Word = {
  name: 'hosts',
  usage: '[close [HOST]] [--json]',
  summary: 'List this machine and the hosts, and how each can be reached',
  details: `
\`hosts close\` ends the connections that fleetmux keeps warm for five minutes after their last use,
all or that of one host. Masters of your own ssh configuration are left alone.`,
  examples: [
    ['hosts', 'How is the fleet?'],
    ['hosts --remote build', 'And this one, which the configuration does not name'],
    ['hosts close', 'Leave no connection behind'],
  ],
  flags: { json: { kind: 'switch', about: 'One JSON document (docs/cli.md)' } },
  takes: [0, 2],
  first: ['close'],
  run: call => (call.args.length === 0 ? list(call) : close(call)),
}

async function list(call: Call): Promise<number> {
  const fleet = await call.open([])
  const names = fleet.hosts.map(host => host.name)
  const reached = await reachAll(fleet, names, limitOf(call, fleet))
  const failures = reached.map(each => each.failure)
  if (call.flags.is('json')) {
    const told = failures.flatMap(failure => (failure ? [failureJson(failure)] : []))
    await call.print(toJson({ hosts: reached.map(hostJson), failures: told }))
  } else for (const line of table(TITLES, reached.map(row), call.terminal)) await call.print(line)
  for (const failure of failures) if (failure) call.say(sentence(failure))
  return exitOfAll(failures)
}

function row({ name, host, failure }: Reached): string[] {
  const { config, server } = host
  const count = Object.keys(host.sessions).length
  const tmux =
    server.state === 'running' ? `${server.version} ${server.path}` : (emptiness(host) ?? '')
  return [
    name,
    config.address ?? 'this machine',
    failure ? 'down' : linkWords(host),
    failure ? '' : tmux,
    failure ? '' : `${count}${config.capacity === undefined ? '' : ` of ${config.capacity}`}`,
  ]
}

async function close(call: Call): Promise<number> {
  const [what = '', host] = call.args
  if (what !== 'close')
    throw usage(
      `hosts does not know ${JSON.stringify(what)}.`,
      'Write `fleetmux hosts close [HOST]`.',
    )
  const fleet = await call.open([])
  const ref = 'close'
  fleet.store.dispatch({ type: 'close-masters', ref, ...(host !== undefined && { host }) })
  const { text } = await receipt(
    fleet.store,
    ref,
    host ?? '',
    Math.max(30_000, limitOf(call, fleet)),
  )
  call.say(text)
  return DONE
}
