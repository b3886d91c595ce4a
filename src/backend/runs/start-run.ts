import { randomBytes } from 'node:crypto'
import { FailureError } from '../../state/model/failure.ts'
import type { Outgoing, Speech } from '../../state/runs/dialect.ts'
import { dialectOf } from '../../state/runs/dialects/dialects.ts'
import type { RunOrder } from '../../state/runs/order.ts'
import type { Rule } from '../../state/runs/rule.ts'
import { RunError } from '../../state/runs/run-error.ts'
import type { RunSpec } from '../../state/runs/spec.ts'
import { suggest } from '../../state/text/suggest.ts'
import { anyCommand, type Catalogue } from '../agents/catalogue.ts'
import { sendUnseen } from '../transport/sent-script.ts'
import type { Transport } from '../transport/transport.ts'
import { type AgentRun, agentRun } from './agent-command.ts'
import { EXITS, placeScript, startScript } from './host-scripts.ts'
import type { Entry, RunContainer } from './places/run-container.ts'
import { failureOf } from './run-host.ts'
import { supervisorScript } from './supervisor-script.ts'

/** Maximum bytes stored of a run's output. */
export const MOST_OUTPUT = 512 * 1024 * 1024
/** Milliseconds for a start, including the search for the agent's program. */
const DEADLINE = 60_000

export interface RunStart {
  readonly transport: Transport
  readonly order: RunOrder
  readonly catalogue: Catalogue
  /** The agent's working directory: absolute, `~/...`, or empty for a directory of its own. */
  readonly cwd: string
  readonly workspace?: RunSpec['workspace']
  readonly rules: readonly Rule[]
  /** Set if the agent works in its own container. */
  readonly container?: RunContainer
  readonly environment: Readonly<Record<string, string>>
}

/** Starts the agent on its host under a supervisor shell there. Resolves as soon as it runs. */
export async function startRun(start: RunStart): Promise<RunSpec> {
  const { transport, order, catalogue } = start
  const plan = agentRun(adapterOf(order.agent, catalogue), order)
  const cwd = start.cwd.startsWith('/') ? start.cwd : await placeOf(transport, order.id, start.cwd)
  const spec = specOf(start, plan, cwd)
  const speech = speechOf(start, start.container?.cwd ?? cwd)
  const entry = entryOf(start, plan, cwd)
  const begin = plan.stdin === 'prompt' ? [] : dialectOf(spec, speech).begin()
  const { argv, first } = sendUnseen(startScript(supervisorScript), 'fleetmux', [
    ...[order.id, cwd, begin.map(({ key }) => key).join(' '), order.isolated ? 'alone' : ''],
    ...entries(entry.environment),
    ...[spec.mark, plan.ends === null ? 'one' : 'two', plan.ends ?? ''],
    ...[order.timeout, order.inactivity, MOST_OUTPUT].map(String),
    ...entry.argv,
  ])
  const stdin = input(spec, speech, begin, plan, entry)
  const result = await transport.run(argv, { first, stdin, deadline: DEADLINE })
  if (result.code === EXITS.noAgent)
    throw start.container?.missing() ?? notInstalled(order, plan, transport.host)
  if (result.code !== 0) throw failureOf(transport.host, result)
  return spec
}

/** The command that the supervisor starts: the agent, or the container with the agent. */
function entryOf(start: RunStart, plan: AgentRun, cwd: string): Entry {
  const { argv } = plan
  const isContained = start.container !== undefined || isContainer(start.transport)
  const sandbox = sandboxOf(isContained, start.order.permissions, plan)
  const environment = { ...plan.environment, ...sandbox, ...start.environment }
  return start.container?.enter({ argv, environment, cwd }) ?? { argv, environment, after: '' }
}

/** Claude Code refuses to skip permissions as root unless IS_SANDBOX says that it is contained. */
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
  // A path is used as the program itself.
  if (name.includes('/')) return anyCommand(name)
  const near = suggest(
    name,
    catalogue.adapters.map(each => each.name),
  )
  throw new RunError('AGENT_NOT_FOUND', {
    kind: 'usage',
    what: `There is no agent ${name}.`,
    hint: `${near === null ? '' : `Did you mean ${near}? `}Agents of your own go into the configuration (docs/agents.md).`,
  })
}

function specOf({ order, workspace, container }: RunStart, plan: AgentRun, cwd: string): RunSpec {
  const { id, agent, model, prompt, permissions, session, fork, tags } = order
  return {
    ...{ version: 1, id, agent, dialect: plan.dialect, cwd, permissions, tags: [...tags] },
    title: titleOf(prompt),
    mark: randomBytes(16).toString('hex'),
    created: Date.now(),
    ...(model !== undefined && { model }),
    ...(session !== undefined && { session }),
    ...(fork !== undefined && { fork }),
    ...(workspace && { workspace }),
    ...(container && { container: container.spec }),
  }
}

/** Maximum characters of the prompt that serve as a title. */
const TITLE = 120

function titleOf(prompt: string): string {
  const line = prompt.trim().split('\n')[0] ?? ''
  return [...line].slice(0, TITLE).join('')
}

function speechOf({ order, rules }: RunStart, cwd: string): Speech {
  const { prompt, model, session, fork, system, permissions, mcpServers } = order
  return {
    ...{ prompt, cwd, permissions, mcpServers },
    ...(rules.length > 0 && { rules }),
    ...(model !== undefined && { model }),
    ...(session !== undefined && { session }),
    ...(fork !== undefined && { fork }),
    ...(system && { system }),
  }
}

/**
 * The start script's stdin: two JSON documents, MCP configuration, removal script, and the first lines for the agent.
 */
function input(
  spec: RunSpec,
  speech: Speech,
  begin: readonly Outgoing[],
  plan: AgentRun,
  { after }: Entry,
): string {
  const servers = (speech.mcpServers ?? []).map(({ name, ...server }) => [name, server] as const)
  const mcp = servers.length > 0 ? JSON.stringify({ mcpServers: Object.fromEntries(servers) }) : ''
  const said =
    plan.stdin === 'prompt' ? speech.prompt : begin.map(({ line }) => `${line}\n`).join('')
  // An agent that runs non-interactively receives nothing after the prompt.
  const told = plan.stdin === 'prompt' ? { ...speech, prompt: '' } : speech
  return `${JSON.stringify(spec)}\n${JSON.stringify(told)}\n${mcp}\n${after}\n${said}`
}

function entries(environment: Readonly<Record<string, string>>): readonly string[] {
  const all = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
  return [String(all.length), ...all]
}

async function placeOf(transport: Transport, id: string, cwd: string): Promise<string> {
  const { argv, first } = sendUnseen(placeScript, 'fleetmux', [id, cwd])
  const result = await transport.run(argv, { first })
  const place = result.stdout.toString('utf8').replace(/\n$/, '')
  if (result.code === 0 && /^\/[^\p{C}\ufffd]*$/u.test(place)) return place
  throw new FailureError({
    kind: 'remote',
    host: transport.host,
    what: 'The host names no directory for the run.',
    why: result.stderr.toString('utf8').trim() || place,
    hint: 'Name one with --cwd.',
  })
}

function notInstalled({ agent }: RunOrder, { argv }: AgentRun, host: string): RunError {
  return new RunError('AGENT_NOT_INSTALLED', {
    kind: 'missing',
    host,
    what: `The agent ${agent} is not installed there.`,
    why: `no program ${argv[0]} was found`,
    hint: `Install it: fleetmux install ${agent} --on ${host}.`,
  })
}
