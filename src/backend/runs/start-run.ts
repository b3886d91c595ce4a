import { randomBytes } from 'node:crypto'
import { isInstallable } from '../../state/agents/installable.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { RunOrder } from '../../state/runs/order.ts'
import { RunError } from '../../state/runs/start-error.ts'
import { suggest } from '../../state/text/suggest.ts'
import { anyCommand, type Catalogue } from '../agents/catalogue.ts'
import { withDeadline } from '../clock.ts'
import { collect, OUTPUT_LIMITS, outputsEnded } from '../transport/collect-output.ts'
import { testIt } from '../transport/command-failure.ts'
import { sendUnseen } from '../transport/sent-script.ts'
import type { Running, Transport } from '../transport/transport.ts'
import { type AgentRun, agentRun } from './agent-command.ts'
import { readLine } from './first-line.ts'
import type { Entry } from './places/run-container.ts'
import { failureOf } from './run-host.ts'
import { EXITS } from './run-scripts.ts'
import type { BegunRun, RunStart } from './run-start.ts'
import { keysOf, makeStartInput, toStdin } from './start-input.ts'
import { BEGUN, PLACE, placeScript, startScript } from './start-script.ts'
import { supervisorScript } from './supervisor-script.ts'

/**
 * Maximum number of bytes that each of a run's streams, stdout and stderr, may use on the host's disk. If stdout is
 * longer, its middle is freed; if that is impossible or stderr is longer, the agent is stopped.
 */
export const MOST_OUTPUT = 512 * 1024 * 1024
/** Time limit of a start in milliseconds, including the search for the agent's program. */
const DEADLINE = 60_000

/**
 * Starts the agent on its host under a supervisor, which is a shell on that host. Resolves as soon as the agent runs.
 */
export async function startRun(start: RunStart): Promise<BegunRun> {
  const { transport, order, catalogue, container } = start
  const plan = agentRun(adapterOf(order.agent, catalogue), order)
  const cwd = container ? await placeOf(transport, order.id, start.cwd) : start.cwd
  const mark = randomBytes(16).toString('hex')
  const makeInput = (place: string) => makeStartInput(start, plan, { cwd: place, mark })
  const entry = entryOf(start, plan, cwd)
  const { argv, first } = sendUnseen(START, 'fleetmux', [
    ...[order.id, cwd, keysOf(start, plan), order.isolated ? 'alone' : ''],
    ...entries(entry.environment),
    ...[mark, plan.ends === null ? 'one' : 'two', plan.ends ?? ''],
    ...[order.timeout, order.inactivity, MOST_OUTPUT].map(String),
    ...entry.argv,
  ])
  // If the directory is absolute, all input of the start script is sent at once. Otherwise the script first reports the
  // absolute path of the directory.
  const known = cwd.startsWith('/') ? makeInput(cwd) : null
  const running = await transport.open(argv, {
    first: first + (known ? toStdin(known, entry) : ''),
  })
  try {
    return await withDeadline({ deadline: DEADLINE, ...lateOf(start) }, async () => {
      const given = known ?? makeInput(await readPlace(start, plan, running))
      if (!known) running.stdin.write(toStdin(given, entry))
      if ((await readLine(running.stdout)) !== BEGUN) throw await failed(start, plan, running)
      return { spec: given.spec, speech: given.speech, running }
    })
  } catch (thrown) {
    await stopFollowing(running)
    throw thrown
  }
}

const START = startScript(supervisorScript, { follows: true })

/** Ends the command that follows a run. The run itself continues. */
export async function stopFollowing(running: Running): Promise<void> {
  running.stdin.end()
  await running.kill()
}

function lateOf({ transport: { host }, signal }: RunStart) {
  const what = `The run did not start within ${DEADLINE / 1000} s.`
  const hint = `It may still start: \`fleetmux run list\` shows whether it has. ${testIt(host)}`
  return {
    late: () => new FailureError({ kind: 'late', host, what, hint }),
    ...(signal && { signal }),
  }
}

/**
 * Called if the script that starts the run on the host did not print the expected line. Waits until the script has
 * ended, and returns the error that says why the run was not started.
 */
async function failed(start: RunStart, plan: AgentRun, running: Running): Promise<FailureError> {
  const { transport, order, container } = start
  const said = collect(running.stderr, { limit: OUTPUT_LIMITS.words, keep: 'end' })
  const { code, lost } = await running.ended
  await outputsEnded([said])
  if (lost) {
    const what = 'The connection broke while the run was being started.'
    const hint = '`fleetmux run list` shows whether it was started.'
    return new FailureError({ kind: 'lost', host: transport.host, what, hint })
  }
  if (code === EXITS.noAgent)
    return container?.missing() ?? notInstalled(order, plan, transport.host)
  return failureOf(transport.host, { code, stderr: said.bytes() })
}

/** Reads the absolute working directory that the host has determined. */
async function readPlace(start: RunStart, plan: AgentRun, running: Running): Promise<string> {
  const line = await readLine(running.stdout)
  if (line === null) throw await failed(start, plan, running)
  return checkPlace(start.transport.host, line.startsWith(PLACE) ? line.slice(PLACE.length) : line)
}

/**
 * The command that the run's supervisor (a script on the host) starts: the agent, or the container that contains the
 * agent.
 */
function entryOf(start: RunStart, plan: AgentRun, cwd: string): Entry {
  const { argv } = plan
  const isContained = start.container !== undefined || isContainer(start.transport)
  const sandbox = sandboxOf(isContained, start.order.permissions, plan)
  const environment = { ...plan.environment, ...sandbox, ...start.environment }
  return start.container?.enter({ argv, environment, cwd }) ?? { argv, environment, after: '' }
}

/** The variable for Claude Code, which refuses to skip permissions as root unless IS_SANDBOX is set. */
export function sandboxOf(
  isContained: boolean,
  permissions: RunOrder['permissions'],
  { dialect }: AgentRun,
): Readonly<Record<string, string>> {
  const needs = isContained && permissions === 'allow' && dialect.startsWith('claude')
  return needs ? { IS_SANDBOX: '1' } : {}
}

/** Whether the host is a container. */
export function isContainer({ kind }: Pick<Transport, 'kind'>): boolean {
  return kind === 'docker' || kind === 'kube'
}

export function adapterOf(name: string, catalogue: Catalogue) {
  const known = catalogue.get(name)
  if (known && known.name !== 'shell') return known
  // A name that contains a slash is the path of a program, which is run as the agent.
  if (name.includes('/')) return anyCommand(name)
  const names = catalogue.adapters.map(each => each.name).filter(each => each !== 'shell')
  const near = suggest(name, names)
  throw new RunError('AGENT_NOT_FOUND', {
    kind: 'usage',
    what: `There is no agent ${name}.`,
    hint: `${near === null ? `Known agents: ${names.join(', ')}.` : `Did you mean ${near}?`} To use another program, define it as an agent in the configuration (docs/agents.md).`,
  })
}

async function placeOf(transport: Transport, id: string, cwd: string): Promise<string> {
  if (cwd.startsWith('/')) return cwd
  const { argv, first } = sendUnseen(placeScript, 'fleetmux', [id, cwd])
  const { stdout } = await transport.run(argv, { first })
  return checkPlace(transport.host, stdout.toString('utf8').replace(/\n$/, ''))
}

function checkPlace(host: string, place: string): string {
  if (/^\/[^\p{C}\ufffd]*$/u.test(place)) return place
  throw new FailureError({
    kind: 'remote',
    host,
    what: 'The run was not started, because fleetmux cannot use its working directory.',
    why: whyUnusable(place),
    hint: 'A directory that is not absolute is in your home directory on the host. Name a directory elsewhere by its absolute path, such as `--cwd /srv/shop`.',
  })
}

function whyUnusable(place: string): string {
  if (place === '') return 'the host did not report the path of the directory'
  if (!place.startsWith('/')) return `the host reported a path that is not absolute: ${place}`
  const byte = place.includes('\ufffd') ? 'a byte that is not UTF-8' : 'a control character'
  return `its path on the host contains ${byte}: ${place}`
}

function entries(environment: Readonly<Record<string, string>>): readonly string[] {
  const all = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
  return [String(all.length), ...all]
}

function notInstalled({ agent }: RunOrder, { argv }: AgentRun, host: string): RunError {
  return new RunError('AGENT_NOT_INSTALLED', {
    kind: 'missing',
    host,
    what: `The agent ${agent} is not installed on the host.`,
    why: `the program ${argv[0]} was not found`,
    hint: isInstallable(agent)
      ? `Install the agent: \`fleetmux install ${agent} --on ${host}\`.`
      : 'Install the agent on the host, or give the path of its program.',
  })
}
