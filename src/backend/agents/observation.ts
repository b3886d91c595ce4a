import { sameQuestion } from '../../state/agents/answer.ts'
import { isShell } from '../../state/agents/program.ts'
import type { AgentReading, AgentTrace } from '../../state/model/agents/agent.ts'
import type { Pane } from '../../state/model/fleet.ts'
import type { Adapter } from './adapter.ts'
import { anyCommand, type Catalogue } from './catalogue.ts'
import type { Evidence } from './evidence.ts'
import { identify, isScript, mayBeAgent } from './identify.ts'
import { isShownByViewer, mayAsk } from './question/viewer.ts'
import { readAgent } from './read.ts'

/** The facts about one pane that are kept between two captures. */
export interface Observation {
  readonly pane: Pane
  /** Name of the agent last seen in the pane, if the same program still runs. */
  readonly agent: string | null
  /** The command lines in the foreground of the pane's terminal, if the host reported them. */
  readonly foreground?: readonly string[]
  /** The start command of a dead pane, if it was queried. */
  readonly started?: string
  /** The screen of the last capture; null: not captured yet. */
  readonly lines: readonly string[] | null
  readonly cursor?: NonNullable<Evidence['cursor']>
  /** Time of the last observed change of the pane, by the monotonic clock, in milliseconds. */
  readonly moved: number
  /** Time of the first change without scrolling since the last capture, like `moved`; undefined: no such change. */
  readonly redrawn?: number | undefined
  /** The last reading, if it was a question of a program that is not a known agent. */
  readonly asked?: UnknownAsking | undefined
}

export interface ObservedAgent {
  readonly agent: string | null
  readonly reading: AgentReading | null
  readonly trace: readonly AgentTrace[]
  /** Set if the program is not a known agent but seems to ask something. */
  readonly unknown?: UnknownAsking
}

/** The reading of a program that is not a known agent, while it seems to ask something. */
export interface UnknownAsking {
  readonly reading: AgentReading
  readonly trace: readonly AgentTrace[]
  /** Set if the newest capture did not show the question. */
  readonly isMissed?: true
}

const NOBODY: ObservedAgent = { agent: null, reading: null, trace: [] }

/**
 * Why a pane is captured; null: it is not captured. 'agent': an agent runs or may run in it. 'question': only to detect
 * whether its program asks something, which is checked once the pane is quiet. A shell counts as an agent only if its
 * pane has the tmux option `@fleetmux_agent` or `@fleetmux_state`; a shell that runs a script may ask something.
 */
export function interestIn(
  catalogue: Catalogue,
  observation: Observation,
): 'agent' | 'question' | null {
  const { pane } = observation
  if (pane.ours) return null
  if (pane.said?.agent !== undefined || pane.said?.state !== undefined || pane.dead) return 'agent'
  if (mayBeAgent(pane.command) || isAgent(adapterOf(catalogue, { ...observation, lines: null })))
    return 'agent'
  return mayBeAsked(observation) ? 'question' : null
}

/** Whether the program may ask something: it displays no text, and it is not a shell at its prompt. */
function mayBeAsked({ pane, foreground }: Observation): boolean {
  return mayAsk(pane.command, foreground) || (isScript(foreground) && !isShownByViewer(foreground))
}

function isAgent(adapter: Adapter | null): boolean {
  return adapter !== null && adapter.name !== 'shell'
}

/**
 * Identifies the agent in the pane and its state. A shell counts as an agent only if a tmux user option of its pane
 * names it as one.
 */
export function readObservation(
  catalogue: Catalogue,
  observation: Observation,
  now: number,
): ObservedAgent {
  const { pane } = observation
  const adapter = adapterOf(catalogue, observation)
  if (!adapter) return askedByAny(observation, now)
  if (adapter.name === 'shell' && !pane.said?.agent) return NOBODY
  const { reading, trace } = readAgent(adapter, evidenceOf(observation, adapter.name, now))
  return { agent: adapter.name, reading, trace }
}

/**
 * Reads a pane without a known agent: its program is reported only while it asks something. A program that redraws its
 * screen may be captured between clearing and drawing, so its question counts as gone only if a second capture does not
 * show it either.
 */
function askedByAny(observation: Observation, now: number): ObservedAgent {
  const { pane, asked } = observation
  if (pane.dead || pane.ours || !mayBeAsked(observation)) return NOBODY
  const found = readUnknown(observation, now)
  if (found.reading.state === 'waiting') return asking(found)
  const isUnclear = found.reading.source === 'none' || found.reading.source === 'activity'
  return asked && isUnclear && !asked.isMissed ? asking({ ...asked, isMissed: true }) : NOBODY
}

function asking(unknown: UnknownAsking): ObservedAgent {
  const { reading, trace } = unknown
  return { agent: reading.agent, reading, trace, unknown }
}

/** A question is only found in a pane that is quiet, but one that was found before stays open while it is redrawn. */
function readUnknown(observation: Observation, now: number): UnknownAsking {
  const { pane, asked } = observation
  const evidence = evidenceOf(observation, pane.command, now)
  const program = anyCommand(pane.command)
  const found = readAgent(program, evidence)
  if (!asked || found.reading.state === 'waiting') return found
  const calm = readAgent(program, { ...evidence, quietFor: Number.POSITIVE_INFINITY })
  const isOpen =
    calm.reading.state === 'waiting' && sameQuestion(calm.reading.question, asked.reading.question)
  return isOpen ? calm : found
}

/** The name of the program in a pane whose shell runs a script; unlike `script`, it is no wrapper around a program. */
const SCRIPT = 'shell-script'

/**
 * Collects the evidence about a pane. A shell that runs a script is treated as a program of its own: a state that
 * the script has reported counts, and the script may ask something, unlike a shell at its prompt.
 */
function evidenceOf(observation: Observation, name: string, now: number): Evidence {
  const { pane, lines, cursor, moved, foreground } = observation
  const isReader = isShell(pane.command) && isScript(foreground)
  return {
    title: pane.title,
    command: pane.said?.own ? name : isReader ? SCRIPT : pane.command,
    lines: lines ?? [],
    ...(cursor && { cursor }),
    quietFor: now - moved,
    ...(pane.said?.state !== undefined && { said: pane.said.state }),
    ...(pane.dead && { dead: pane.dead }),
  }
}

/**
 * Identifies the agent. For a dead pane, tmux reports the start command, which may be a wrapper, so an agent that is
 * known from before (from the pane's user option or the last reading) counts more than that command.
 */
function adapterOf(
  catalogue: Catalogue,
  { pane, agent, lines, cursor, foreground, started }: Observation,
): Adapter | null {
  const said = pane.said?.agent
  // tmux reports a script as the shell that runs it. For a program that fleetmux itself started, the user option names
  // the agent.
  if (said !== undefined && pane.said?.own) return catalogue.get(said) ?? anyCommand(said)
  const known = pane.dead ? catalogue.get(said ?? agent ?? '') : undefined
  if (known) return known
  return identify(catalogue, {
    command: pane.command,
    title: pane.title,
    ...(foreground && { foreground }),
    // Splits a start command such as `cd project && npx codex` into its commands.
    ...(started !== undefined && { foreground: started.split(/ *(?:&&|\|\||[;|]) */) }),
    ...(said !== undefined && { agent: said }),
    ...(agent !== null && { before: agent }),
    ...(lines && { lines, cursor }),
  })
}
