import type { RunOrder } from '../../state/runs/order.ts'
import type { DialectName } from '../../state/runs/spec.ts'
import { RunError } from '../../state/runs/start-error.ts'
import type { Adapter } from '../agents/adapter.ts'
import { PROMPT } from '../agents/adapter.ts'
import { launchArgs } from '../agents/launch.ts'
import { ACP_END } from './acp-end.ts'
import { RUN_COMMANDS } from './agent-invocations.ts'
import type { RunCommand, RunOption } from './run-command.ts'

export interface AgentRun {
  readonly dialect: DialectName
  readonly ends: string | null
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /**
   * What is sent to the agent's stdin: only the prompt, or a conversation in the agent's protocol (dialect), which
   * starts with a handshake.
   */
  readonly stdin: 'prompt' | 'conversation'
}

/**
 * The command line of a run, before its program is resolved to a path. If the user may be asked for approvals, an agent
 * that supports approval requests runs with two-way communication; otherwise it runs non-interactively.
 * @throws FailureError of kind `usage` for options that this agent does not support.
 */
export function agentRun(adapter: Adapter, order: RunOrder): AgentRun {
  const known = RUN_COMMANDS[adapter.runsAs ?? adapter.name]
  if (adapter.acp)
    return toRun(adapter, order, { dialect: 'acp', ends: ACP_END, argv: () => adapter.acp ?? [] })
  if (!known) return byText(adapter, order)
  const command = talks(order) && known.asks ? known.asks : known.alone
  if (hasImages(order) && command.ends === undefined)
    throw noImages(adapter, order.alone && known.asks !== undefined)
  return toRun(adapter, order, command)
}

/**
 * Whether the run needs two-way communication: for approval requests, or to send images. If `order.alone` is set, the
 * agent asks the user nothing, so images can be sent only if the permissions are decided in advance.
 */
function talks(order: RunOrder): boolean {
  return !order.alone || (hasImages(order) && order.permissions !== 'ask')
}

function hasImages({ images = [] }: RunOrder): boolean {
  return images.length > 0
}

/** `canAsk`: without --non-interactive the agent accepts images. */
function noImages({ name }: Adapter, canAsk = false): RunError {
  return new RunError('CAPABILITY_ERROR', {
    kind: 'usage',
    what: `${name} does not accept images in ${canAsk ? 'a run with --non-interactive' : 'runs'}.`,
    hint: `${canAsk ? 'Omit --non-interactive, choose' : 'Choose'} another agent, or write the path of the image into the prompt.`,
  })
}

function toRun(adapter: Adapter, order: RunOrder, command: RunCommand): AgentRun {
  for (const wish of command.lacks ?? []) refuse(adapter, order, wish)
  return {
    dialect: command.dialect,
    ends: command.ends ?? null,
    argv: withOwnArgs(command.argv(order).flat(), order),
    environment: command.environment ?? {},
    stdin: command.ends === undefined ? 'prompt' : 'conversation',
  }
}

const CALLED: Readonly<Record<RunOption, string>> = {
  model: 'be given a model in a run that may ask for approvals',
  session: 'resume a session',
  fork: 'copy a session',
  system: 'be given a system prompt',
  maxTurns: 'be limited to a number of turns',
  maxCost: 'report its costs, so they cannot be limited',
  effort: 'be given a thinking effort',
  thinkingBudget: 'be given a token limit for thinking',
  mcpServers: 'be given MCP servers for one run',
}

/** What to do about an option that the agent does not support: its flag, which a profile may stand for. */
const OMIT: Readonly<Record<RunOption, string>> = {
  model: 'Add --non-interactive, omit --model',
  session: 'Omit --session',
  fork: 'Omit --fork',
  system: 'Omit --system',
  maxTurns: 'Omit --max-turns',
  maxCost: 'Omit --max-cost',
  effort: 'Omit --thinking-effort',
  thinkingBudget: 'Omit --thinking-budget',
  mcpServers: 'Omit --mcp-server',
}

function refuse(adapter: Adapter, order: RunOrder, wish: RunOption): void {
  const value = order[wish]
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return
  throw new RunError('CAPABILITY_ERROR', {
    kind: 'usage',
    what: `${adapter.name} cannot ${CALLED[wish]}.`,
    hint: `${OMIT[wish]} (or its value in the profile), or choose another agent.`,
  })
}

/**
 * Adapts an agent's usual command to the requested run: replaces the program by `program`, if the run has its own, and
 * inserts the run's extra arguments `words` at the end, but before the prompt.
 */
function withOwnArgs(argv: readonly string[], { program, words = [] }: RunOrder): string[] {
  const [usual = '', ...rest] = argv
  const at = rest.indexOf(PROMPT)
  // An argument `-` means the prompt on stdin. If an option is directly before the prompt, `words` are inserted before
  // this option, because the prompt may be its value.
  const last = at < 0 ? (rest.at(-1) === '-' ? rest.length - 1 : rest.length) : at
  const end = at > 0 && rest[at - 1]?.startsWith('-') ? at - 1 : last
  return [program ?? usual, ...rest.slice(0, end), ...words, ...rest.slice(end)]
}

/**
 * The command for an agent whose stream format is unknown: it runs as with `start --headless`, and its plain output is
 * its answer.
 */
function byText(adapter: Adapter, order: RunOrder): AgentRun {
  if (hasImages(order)) throw noImages(adapter)
  for (const wish of [
    'fork',
    'system',
    'maxCost',
    'effort',
    'thinkingBudget',
    'mcpServers',
  ] as const)
    refuse(adapter, order, wish)
  const { argv, prompt } = launchArgs(adapter, {
    prompt: true,
    ...(adapter.headless && { headless: true }),
    ...(order.model !== undefined && { model: order.model }),
    ...(order.session !== undefined && { resume: order.session }),
    ...(order.permissions !== 'ask' && { permissions: order.permissions }),
    ...(order.maxTurns !== undefined && { maxTurns: order.maxTurns }),
  })
  if (prompt === 'typed')
    throw new RunError('CAPABILITY_ERROR', {
      kind: 'usage',
      what: `${adapter.name} cannot run without a user at its terminal.`,
      hint: `Start the agent in a session: \`fleetmux start --agent ${adapter.name} PROMPT\`.`,
    })
  const words = withOwnArgs(argv, order).map(word => (word === PROMPT ? order.prompt : word))
  return { dialect: 'text', ends: null, argv: words, environment: {}, stdin: 'prompt' }
}
