import { rowAgent } from '../../state/agents/attention.ts'
import type { Fleet } from '../../state/fleet-handle.ts'
import { unshownText } from '../../state/hosts/other-server.ts'
import { transportLabel, withTransportLabel } from '../../state/hosts/transport-label.ts'
import { failureJson } from '../../state/json/failure-json.ts'
import { hostJson } from '../../state/json/host-json.ts'
import { liveRunJson } from '../../state/json/live-run-json.ts'
import { sessionJson } from '../../state/json/session-json.ts'
import { sentence } from '../../state/model/failure.ts'
import type { Host, Session } from '../../state/model/fleet.ts'
import type { FleetRun } from '../../state/model/fleet-run.ts'
import type { State } from '../../state/model/state.ts'
import type { Registry } from '../../state/model/tracked-session.ts'
import { activePane } from '../../state/targets/target.ts'
import { age } from '../../state/text/age.ts'
import { promptOf } from '../../state/tracked/prompt.ts'
import { waitUntil } from '../../state/wait-until.ts'
import { namesOf, onlyHosts } from '../args/host-arguments.ts'
import type { Call, Command } from '../command/command.ts'
import type { Terminal } from '../command/context.ts'
import { exitOfAll } from '../command/exit.ts'
import { agentsRead } from '../connect/agents-read.ts'
import { connectServers, limitOf, type ReachedHost } from '../connect/connect.ts'
import { toJson } from '../print/json.ts'
import { askLine, runsRead } from '../print/live-runs.ts'
import { noSessionsText } from '../print/no-sessions-text.ts'
import { table } from '../print/table.ts'

const TITLES = ['TARGET', 'WINDOWS', 'ATTACHED', 'OUTPUT', 'COMMAND', 'TITLE']
const AGENT_TITLES = ['TARGET', 'AGENT', 'STATE', ...TITLES.slice(1)]

export const ls: Command = {
  name: 'ls',
  usage: '[--host HOST]... [--json]',
  summary: 'List the sessions of this machine and of all or some hosts',
  isReadOnly: true,
  details: `
All hosts are asked in parallel. A host that is down is reported on stderr, and the others are listed; the
exit code is then 4, or 1 if all are down. In a pipe the columns are separated by tabs and not cut:
target, windows, attached terminals, age of the last output, command, title (for a session that was
started from a prompt: the first line of the prompt); for a session with an agent also
its name, its state and its question; then the transport of the host.
Runs that have not ended are counted on stderr, with their questions.`,
  examples: [
    ['ls', 'All sessions of all hosts'],
    ['ls --host build --host ana@gpu:2222', 'Only the sessions of two hosts'],
    ["ls --json | jq -r '.sessions[].target'", 'Only the targets, for a script'],
  ],
  flags: {
    host: {
      kind: 'list',
      of: 'host',
      about: 'Only this host; a name from your ssh config works too',
    },
    json: { kind: 'switch', about: 'One JSON document (docs/cli.md)' },
  },
  takes: [0, 0],
  run: list,
}

async function list(call: Call): Promise<number> {
  const wanted = onlyHosts(call.flags, call.flags.list('host'))
  const fleet = await call.open(wanted)
  const asked = wanted.length > 0 ? namesOf(fleet, wanted) : fleet.hosts.map(host => host.name)
  const reached = await connectServers(fleet, asked, limitOf(call, fleet))
  const names = reached.map(({ name }) => name)
  const partial = await agentsRead(call, fleet, names)
  await readPrompts(fleet, reached, limitOf(call, fleet))
  const up = reached.filter(each => !each.failure).map(({ name }) => name)
  const runs = await runsRead(fleet, up)
  await print(
    call,
    reached.map(each => newest(fleet, each)),
    fleet.store.getState(),
    runs,
  )
  for (const { host, failure } of reached) {
    const empty = failure ? null : noSessionsText(host)
    if (failure) call.say(sentence(failure))
    else if (empty) call.say(`${host.config.name}: ${empty}`)
  }
  for (const { host } of reached) {
    const more = unshownText(host)
    if (more) call.say(more)
  }
  for (const sentence of partial) call.say(sentence)
  sayRuns(call, runs)
  return exitOfAll(reached.map(each => each.failure))
}

/** Prints the runs on stderr, since programs that read the sessions from stdout expect no other rows. */
function sayRuns({ say, flags }: Call, runs: readonly FleetRun[]): void {
  if (runs.length === 0 || flags.is('json')) return
  const count = runs.length === 1 ? '1 run has' : `${runs.length} runs have`
  say(`${count} not ended. \`fleetmux run list\` lists the runs.`)
  for (const run of runs) {
    const line = askLine(run)
    if (line !== null) say(line)
  }
}

/** Reads the prompts from the state file, if any session was started from a prompt. */
async function readPrompts(
  { store }: Fleet,
  reached: readonly ReachedHost[],
  limit: number,
): Promise<void> {
  const isTracked = reached.some(({ host }) =>
    [...host.sessions.values()].some(session => session.tracked !== undefined),
  )
  if (!isTracked) return
  store.dispatch({ type: 'track', ref: 'track' })
  const isOver = ({ registry, log }: State) =>
    registry !== null || log.some(each => each.ref === 'track') || null
  await waitUntil(store, isOver, limit)
}

async function print(
  call: Call,
  reached: readonly ReachedHost[],
  { now, registry }: State,
  runs: readonly FleetRun[],
): Promise<void> {
  const found = reached.filter(each => !each.failure).flatMap(({ host }) => sessionsOf(host))
  if (call.flags.is('json')) {
    const sessions = found.map(each => documentOf(each, registry))
    const failures = reached.flatMap(({ failure }) => (failure ? [failureJson(failure)] : []))
    await call.print(
      toJson({
        hosts: reached.map(hostJson),
        sessions,
        runs: runs.map(liveRunJson),
        failures,
      }),
    )
    return
  }
  if (found.length === 0) return
  for (const line of linesOf(found, { now, registry }, call.terminal)) await call.print(line)
}

interface Listed {
  readonly host: Host
  readonly session: Session
}

/** The host in its current state, because its agents were read only after the connection was made. */
function newest({ store }: Fleet, each: ReachedHost): ReachedHost {
  return each.failure ? each : { ...each, host: store.getState().hosts.get(each.name) ?? each.host }
}

function documentOf({ host, session }: Listed, registry: Registry | null) {
  const prompt = promptOf(registry, session)
  return { ...sessionJson(host, session), tracked: session.tracked ?? null, prompt }
}

/**
 * The lines of the list. On a terminal, the columns for agent and state follow the target, if there are agents. If the
 * output is a pipe or a file, these columns come last, so that the position of the other columns never changes.
 */
function linesOf(
  found: readonly Listed[],
  known: Pick<State, 'now' | 'registry'>,
  terminal: Terminal,
): readonly string[] {
  const rows = found.map(each => ({
    host: each.host,
    row: row(each, known),
    agent: agentCells(each),
  }))
  if (!terminal.stdout) {
    return table(
      TITLES,
      rows.map(({ row, agent, host }) => [...row, ...agent, transportLabel(host.config)]),
      terminal,
    )
  }
  if (rows.every(({ agent: [name] }) => name === '')) {
    return table(
      TITLES,
      rows.map(each => each.row),
      terminal,
    )
  }
  const wide = rows.map(each => {
    const [target = '', ...rest] = each.row
    const [agent = '', state = '', asks] = each.agent
    const name = agent === '' ? '' : withTransportLabel(agent, each.host)
    const about = asks ? [...rest.slice(0, -1), asks] : rest
    return [target, name, state, ...about]
  })
  return table(AGENT_TITLES, wide, terminal)
}

function agentCells({ host, session }: Listed): string[] {
  const { status } = rowAgent(host, session)
  return [status?.agent ?? '', status?.state ?? '', status?.question?.text ?? '']
}

function sessionsOf(host: Host): Listed[] {
  return [...host.sessions.values()]
    .sort((one, other) => one.name.localeCompare(other.name, undefined, { numeric: true }))
    .map(session => ({ host, session }))
}

function row(
  { host, session }: Listed,
  { now, registry }: Pick<State, 'now' | 'registry'>,
): string[] {
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
    promptOf(registry, session) ?? pane?.title ?? '',
  ]
}
