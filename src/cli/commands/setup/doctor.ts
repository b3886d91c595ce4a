import { agentChecks, keyCheck } from '../../../state/agents/agent-check.ts'
import type { Fleet } from '../../../state/fleet-handle.ts'
import { boundedParallel } from '../../../state/host-commands/bounded-parallel.ts'
import { linkText } from '../../../state/hosts/link-text.ts'
import { failureJson } from '../../../state/json/failure-json.ts'
import { hostJson } from '../../../state/json/host-json.ts'
import { type Check, isFine, makeCheck } from '../../../state/model/check.ts'
import { type Failure, makeFailure, sentence, toFailure } from '../../../state/model/failure.ts'
import type { Host } from '../../../state/model/fleet.ts'
import type { State } from '../../../state/model/state.ts'
import { says } from '../../../state/text/clean.ts'
import { namesOf, onlyHosts } from '../../args/host-arguments.ts'
import type { Call, Command } from '../../command/command.ts'
import { exitOfAll, FAILED } from '../../command/exit.ts'
import { agentsRead } from '../../connect/agents-read.ts'
import { connectAll, limitOf, type ReachedHost } from '../../connect/connect.ts'
import { toJson } from '../../print/json.ts'
import { noSessionsText } from '../../print/no-sessions-text.ts'
import { table } from '../../print/table.ts'
import { test, withStop } from '../hosts/test.ts'

export const doctor: Command = {
  name: 'doctor',
  usage: '[--host HOST]... [--on HOST]... [--agents] [--json]',
  summary: 'Show what is missing here and on hosts, and how to fix it',
  isReadOnly: true,
  details: `
Here: node, ssh, tmux, mosh, azlin and az (needed only for mosh and for Azure machines), a UTF-8 locale, a private
directory for sockets, the agents with their versions, and which API keys of agents are set (only their names).
With --agents also the agents and the names of the API keys of the hosts; --on HOST is --host HOST --agents.
On each host: whether and how fast it is reached, its tmux, whether it reports changes or is polled,
its sessions, and problems found by its test (\`hosts test\` shows all of it).
Exit: 1 if something required is missing here, or fails on every host; 4 on some of several.`,
  examples: [
    ['doctor', 'This machine and all hosts of the configuration'],
    ['doctor --host ana@gpu:2222', 'Why is this host not shown?'],
    ['doctor --on gpu1', 'Which agents and API keys does this host have?'],
  ],
  flags: {
    host: { kind: 'list', of: 'host', about: 'Only this host, and this machine' },
    on: { kind: 'list', of: 'host', about: 'Only this host, this machine, and the agents of both' },
    agents: { kind: 'switch', about: 'Also look for agents on the hosts' },
    json: { kind: 'switch', about: 'One JSON document (docs/cli.md)' },
  },
  takes: [0, 0],
  run: examine,
}

async function examine(call: Call): Promise<number> {
  const on = call.flags.list('on')
  const wanted = onlyHosts(call.flags, [...call.flags.list('host'), ...on])
  const withAgents = call.flags.is('agents') || on.length > 0
  const fleet = await call.open(wanted)
  const names = wanted.length > 0 ? namesOf(fleet, wanted) : fleet.hosts.map(host => host.name)
  const limit = limitOf(call, fleet)
  const [checks, reached] = await Promise.all([
    fleet.requests.checkThisMachine(),
    connectAll(fleet, names, limit),
  ])
  const tested = await boundedParallel(AT_ONCE, reached, each => testOf(fleet, each, withAgents))
  await agentsRead(call, fleet, names)
  const all = [...checks, ...rulesOff(fleet.store.getState())]
  await print(call, all, tested)
  const code = exitOfAll(tested.map(troubleOf))
  return checks.some(check => check.state === 'fail') ? FAILED : code
}

/** A warning for each of the user's agent-detection rules that was switched off because it took too long. */
function rulesOff({ hosts }: State): readonly Check[] {
  const statuses = [...hosts.values()].flatMap(host => [...host.agents.values()])
  const names = statuses.flatMap(({ agent, trace }) =>
    trace
      .filter(each => each.off)
      .map(({ rule, saw }) => [`rule ${rule} of ${agent}`, saw] as const),
  )
  return [...new Map(names)].map(([name, found]) =>
    makeCheck({
      name,
      state: 'warn',
      found,
      hint: 'Simplify the rule in `agents` of config.json.',
    }),
  )
}

/** Maximum number of hosts tested in parallel: each test opens its own connection. */
const AT_ONCE = 8

/** A host and the results of its test. */
interface Examined extends ReachedHost {
  readonly checks: readonly Check[]
  /** Checks of the agents installed on the host, if they were requested. */
  readonly agents: readonly Check[]
}

/** Tests a host. A host that could not be reached is not tested, since its failure is known already. */
async function testOf(fleet: Fleet, each: ReachedHost, withAgents: boolean): Promise<Examined> {
  if (each.failure) return { ...each, checks: [], agents: [] }
  const checks = await test(fleet, { host: each.name, agents: false }, () => {})
  const agents = withAgents ? await agentsOf(fleet, each.name) : []
  return { ...each, checks, agents }
}

async function agentsOf({ requests }: Fleet, host: string): Promise<readonly Check[]> {
  try {
    const agents = await requests.agentsOn(host)
    const detected = await agents.detect(await requests.agentNames())
    return [...agentChecks(detected, host), keyCheck(await agents.keys())]
  } catch (thrown) {
    const found = sentence({ ...toFailure(thrown, host), host: undefined })
    return [makeCheck({ name: 'agents', state: 'warn', found })]
  }
}

/** Why the host cannot be used fully: it is not reachable, or its test failed. */
function troubleOf({ name, failure, checks }: Examined): Failure | null {
  if (failure || isFine(checks)) return failure
  const { name: what = '', found = '', hint } = checks.find(each => each.state === 'fail') ?? {}
  return makeFailure({
    kind: 'remote',
    host: name,
    what: `${what}: ${withStop(found)}`,
    ...(hint && { hint }),
  })
}

async function print(
  call: Call,
  checks: readonly Check[],
  reached: readonly Examined[],
): Promise<void> {
  if (call.flags.is('json')) {
    const failures = reached.flatMap(each => troubleOf(each) ?? []).map(failureJson)
    const here = checks.map(({ hint = null, ...check }) => ({ ...check, now: hint }))
    const hosts = reached.map(each => ({
      ...hostJson(each),
      checks: each.checks,
      agents: each.agents,
    }))
    await call.print(toJson({ checks: here, hosts, failures }))
    return
  }
  const rows = [
    ...checks.map(checkRow),
    ...reached.flatMap(each => [
      hostRow(each),
      ...[...each.checks.filter(isAmiss), ...each.agents].map(amissRow(each)),
    ]),
  ]
  // Lines are not cut in a narrow terminal, so that hints are complete.
  const whole = { ...call.terminal, columns: Number.POSITIVE_INFINITY }
  for (const line of table(['', 'WHAT', 'FOUND'], rows, whole)) await call.print(line)
}

function checkRow({ name, state, found, hint }: Check): string[] {
  return [state, name, hint ? `${withStop(found)} ${hint}` : found]
}

/** Whether a check gets its own row. A missing tmux gets none, because the row of the host shows it. */
function isAmiss({ name, state }: Check): boolean {
  return state !== 'ok' && name !== 'tmux'
}

function amissRow({ name }: ReachedHost): (check: Check) => string[] {
  return check => checkRow({ ...check, name: says`${name}: ${check.name}` })
}

function hostRow({ name, host, failure }: ReachedHost): string[] {
  if (failure) return ['fail', name, sentence({ ...failure, host: undefined })]
  const { server } = host
  if (server.state !== 'running') {
    return [
      server.state === 'no-tmux' ? 'warn' : 'ok',
      name,
      `${reach(host)}, ${noSessionsText(host)}`,
    ]
  }
  const count = host.sessions.size
  const sessions = count === 1 ? '1 session' : `${count} sessions`
  const how = server.note ? `, polled every 2 s (${server.note})` : ''
  return [
    server.note ? 'warn' : 'ok',
    name,
    `${reach(host)}, tmux ${server.version}${how}, ${sessions}`,
  ]
}

function reach(host: Host): string {
  const words = linkText(host)
  return words === 'up' ? words : `up, ${words}`
}
