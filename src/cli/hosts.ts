import { sentence } from '../state/failure.ts'
import { emptiness, linkWords } from '../state/status.ts'
import { DONE, exitOfAll, FAILED } from './exit.ts'
import { usage } from './flag.ts'
import { failureJson, hostJson, toJson } from './json.ts'
import { limitOf, type Reached, reachAll } from './reach.ts'
import { table } from './table.ts'
import { receipt } from './wait.ts'
import type { Call, Word } from './word.ts'

const TITLES = ['HOST', 'ADDRESS', 'LINK', 'TMUX', 'SESSIONS']

export const hosts: Word = {
  name: 'hosts',
  usage: '[close [HOST] | import [NAME...] [--from ssh|atmux]] [--json]',
  summary: 'List this machine and the hosts, and how each can be reached',
  details: `
\`hosts close\` ends the connections that fleetmux keeps warm for five minutes after their last use,
all or that of one host. Masters of your own ssh configuration are left alone.
\`hosts import\` writes hosts of your ssh configuration into the one of fleetmux: those that are named, or all
of them (asked first; off a terminal, name them). They keep pointing at it. \`--from atmux\` takes atmux's.`,
  examples: [
    ['hosts', 'How is the fleet?'],
    ['hosts --remote build', 'And this one, which the configuration does not name'],
    ['hosts close', 'Leave no connection behind'],
    ['hosts import gpu1 gpu2', 'Keep two hosts of ~/.ssh/config'],
  ],
  flags: {
    json: { kind: 'switch', about: 'One JSON document (docs/cli.md)' },
    yes: { kind: 'switch', letter: 'y', about: 'import: all, without being asked' },
    from: { kind: 'text', about: 'import: ssh (the default) or atmux' },
  },
  takes: [0, 999],
  first: ['close', 'import'],
  run: call => {
    const [what] = call.args
    if (what === undefined) return list(call)
    return what === 'import' ? take(call) : close(call)
  },
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

async function take(call: Call): Promise<number> {
  const [, ...names] = call.args
  const from = call.flags.text('from') ?? 'ssh'
  if (from !== 'ssh' && from !== 'atmux') {
    throw usage(
      `There is nothing to import from ${JSON.stringify(from)}.`,
      'Write --from ssh or --from atmux.',
    )
  }
  if (names.length === 0 && !call.flags.is('yes') && !(await wantsAll(call, from))) {
    call.say('Nothing was imported.')
    return FAILED
  }
  const fleet = await call.open([])
  fleet.store.dispatch({ type: 'import-hosts', from, names, ref: 'import' })
  const { text } = await receipt(fleet.store, 'import', '', limitOf(call, fleet))
  call.say(text)
  return DONE
}

async function wantsAll(call: Call, from: string): Promise<boolean> {
  if (!call.terminal.stdin) {
    throw usage('There is no terminal to ask on.', 'Name the hosts, or say --yes to import all.')
  }
  call.say(
    `Import every host that your ${from === 'ssh' ? 'ssh' : 'atmux'} configuration names? [y/N]`,
  )
  return /^y(es)?$/i.test((await call.readLine()).trim())
}
