import { age } from '../state/age.ts'
import { sentence } from '../state/failure.ts'
import type { Host, Session } from '../state/model.ts'
import { emptiness } from '../state/status.ts'
import { activePane } from '../state/target.ts'
import { exitOfAll } from './exit.ts'
import { failureJson, hostJson, sessionJson, toJson } from './json.ts'
import { limitOf, type Reached, reachAll } from './reach.ts'
import { table } from './table.ts'
import type { Call, Word } from './word.ts'

const TITLES = ['TARGET', 'WINDOWS', 'ATTACHED', 'AGE', 'COMMAND', 'TITLE']

export const ls: Word = {
  name: 'ls',
  usage: '[--host HOST]... [--json]',
  summary: 'List every session of this machine and of all hosts, or of some',
  details: `
All hosts are asked at once. One that is down is told on stderr and hides no other: the exit code
is then 4, or 1 when all are down. In a pipe the columns are separated by tabs and nothing is cut:
target, windows, attached terminals, age of the last output, command, title.`,
  examples: [
    ['ls', 'Every session there is'],
    ['ls --host build --host ana@gpu:2222', 'Only those of two hosts'],
    ["ls --json | jq -r '.sessions[].target'", 'For a program'],
  ],
  flags: {
    host: { kind: 'list', of: 'host', about: 'Only this host; a name of your ssh config will do' },
    json: { kind: 'switch', about: 'One JSON document (docs/cli.md)' },
  },
  takes: [0, 0],
  run: list,
}

async function list(call: Call): Promise<number> {
  const wanted = call.flags.list('host')
  const fleet = await call.open(wanted)
  const names = wanted.length > 0 ? wanted : fleet.hosts.map(host => host.name)
  const reached = await reachAll(fleet, names, limitOf(call, fleet))
  await print(call, reached, fleet.store.getState().now)
  for (const { host, failure } of reached) {
    const empty = failure ? null : emptiness(host)
    if (failure) call.say(sentence(failure))
    else if (empty) call.say(`${host.config.name}: ${empty}`)
  }
  return exitOfAll(reached.map(each => each.failure))
}

async function print(call: Call, reached: readonly Reached[], now: number): Promise<void> {
  const found = reached.filter(each => !each.failure).flatMap(({ host }) => sessionsOf(host))
  if (call.flags.is('json')) {
    const sessions = found.map(({ host, session }) => sessionJson(host, session))
    const failures = reached.flatMap(({ failure }) => (failure ? [failureJson(failure)] : []))
    await call.print(toJson({ hosts: reached.map(hostJson), sessions, failures }))
    return
  }
  if (found.length === 0) return
  const rows = found.map(({ host, session }) => row(host, session, now))
  for (const line of table(TITLES, rows, call.terminal)) await call.print(line)
}

function sessionsOf(host: Host): { readonly host: Host; readonly session: Session }[] {
  return Object.values(host.sessions)
    .sort((one, other) => one.name.localeCompare(other.name, undefined, { numeric: true }))
    .map(session => ({ host, session }))
}

function row(host: Host, session: Session, now: number): string[] {
  const pane = activePane(session)
  const ended = pane?.dead
    ? ` (ended${pane.dead.code === undefined ? '' : ` ${pane.dead.code}`})`
    : ''
  return [
    `${host.config.name}/${session.name}`,
    String(session.windows),
    String(session.attached),
    age(session.activity, now),
    (pane?.command ?? '') + ended,
    pane?.title ?? '',
  ]
}
