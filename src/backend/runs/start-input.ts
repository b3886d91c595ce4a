import type { Outgoing, Speech } from '../../state/runs/dialect.ts'
import { dialectOf } from '../../state/runs/dialects/dialects.ts'
import type { RunSpec } from '../../state/runs/spec.ts'
import type { AgentRun } from './agent-command.ts'
import type { Entry } from './places/run-container.ts'
import type { RunStart } from './run-start.ts'

export interface StartInput {
  readonly spec: RunSpec
  readonly speech: Speech
  /** The initial content of the agent's stdin. */
  readonly said: string
}

export function makeStartInput(
  start: RunStart,
  plan: AgentRun,
  at: { readonly cwd: string; readonly mark: string },
): StartInput {
  const spec = specOf(start, plan, at)
  const told = speechOf(start, start.container?.cwd ?? at.cwd)
  if (plan.stdin === 'conversation')
    return {
      spec,
      // Claude has received the images with its first line, so later readers of the run do not need them.
      speech: plan.dialect === 'claude' ? withoutImages(told) : told,
      said: beginOf(spec, told)
        .map(({ line }) => `${line}\n`)
        .join(''),
    }
  // An agent that runs non-interactively gets the prompt as its whole stdin. Later readers of the run send it nothing,
  // so they do not need the prompt.
  return { spec, speech: { ...told, prompt: '' }, said: told.prompt }
}

function withoutImages({ images: _, ...rest }: Speech): Speech {
  return rest
}

function beginOf(spec: RunSpec, speech: Speech): readonly Outgoing[] {
  return dialectOf(spec, speech).begin()
}

/**
 * The ids of the lines that are sent to the agent at the start, separated by spaces. They do not depend on the run's
 * directory, which may not be known yet.
 */
export function keysOf(start: RunStart, plan: AgentRun): string {
  if (plan.stdin === 'prompt') return ''
  const spec = specOf(start, plan, { cwd: '/', mark: '' })
  return beginOf(spec, speechOf(start, '/'))
    .map(({ key }) => key)
    .join(' ')
}

function specOf(
  { order, workspace, container }: RunStart,
  plan: AgentRun,
  { cwd, mark }: { readonly cwd: string; readonly mark: string },
): RunSpec {
  const { id, agent, model, prompt, permissions, session, fork, tags } = order
  return {
    ...{ version: 1, id, agent, dialect: plan.dialect, cwd, permissions, tags: [...tags] },
    title: titleOf(prompt),
    ...{ mark },
    created: Date.now(),
    ...(model !== undefined && { model }),
    ...(session !== undefined && { session }),
    ...(fork !== undefined && { fork }),
    ...(workspace && { workspace }),
    ...(container && { container: container.spec }),
  }
}

/** Maximum number of characters of the prompt that are used as a title. */
const TITLE = 120

function titleOf(prompt: string): string {
  const line = prompt.trim().split('\n')[0] ?? ''
  return [...line].slice(0, TITLE).join('')
}

function speechOf({ order, rules }: RunStart, cwd: string): Speech {
  const { prompt, images, model, session, fork, system, permissions, mcpServers } = order
  return {
    ...{ prompt, cwd, permissions, mcpServers },
    ...(images && { images }),
    ...(rules.length > 0 && { rules }),
    ...(model !== undefined && { model }),
    ...(session !== undefined && { session }),
    ...(fork !== undefined && { fork }),
    ...(system && { system }),
  }
}

/**
 * The stdin of the start script: the JSON of the run and of how to talk to its agent (`Speech`), the MCP configuration,
 * the script that removes the container, then the initial bytes for the agent, preceded by their number.
 */
export function toStdin({ spec, speech, said }: StartInput, { after }: Entry): string {
  const servers = (speech.mcpServers ?? []).map(({ name, ...server }) => [name, server] as const)
  const mcp = servers.length > 0 ? JSON.stringify({ mcpServers: Object.fromEntries(servers) }) : ''
  const size = Buffer.byteLength(said)
  return `${JSON.stringify(spec)}\n${JSON.stringify(speech)}\n${mcp}\n${after}\n${size}\n${said}`
}
