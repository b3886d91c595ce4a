import { isShell } from '../../state/agents/program.ts'
import type { AgentReading, AgentTrace } from '../../state/model/agents/agent.ts'
import type { Pane } from '../../state/model/fleet.ts'
import type { Adapter } from './adapter.ts'
import { anyCommand, type Catalogue } from './catalogue.ts'
import type { Evidence } from './evidence.ts'
import { identify, isScript, mayBeAgent } from './identify.ts'
import { mayAsk } from './question/generic.ts'
import { readAgent } from './read.ts'

/** The known facts about one pane between two captures. */
export interface Observation {
  readonly pane: Pane
  /** The agent seen in the pane, while the same program runs. */
  readonly agent: string | null
  /** The command lines in the foreground of its terminal, if the host reported them. */
  readonly foreground?: readonly string[]
  /** For a dead pane: its start command, if it was queried. */
  readonly started?: string
  /** The screen of the last capture; null: not captured yet. */
  readonly lines: readonly string[] | null
  readonly cursor?: NonNullable<Evidence['cursor']>
  /** Time of the last observed change, by the monotonic clock. */
  readonly moved: number
}

export interface Seen {
  readonly agent: string | null
  readonly reading: AgentReading | null
  readonly trace: readonly AgentTrace[]
  /** No known agent: the program only seems to ask something. */
  readonly unknown?: true
}

const NOBODY: Seen = { agent: null, reading: null, trace: [] }

/**
 * What a pane is read for: an agent or a possible one; or only whether its program asks something, once it is quiet. A
 * shell counts as an agent only if a user option says so; one that runs a script may ask.
 */
export function interestIn(
  catalogue: Catalogue,
  observation: Observation,
): 'agent' | 'question' | null {
  const { pane, foreground } = observation
  if (pane.ours) return null
  if (pane.said?.agent !== undefined || pane.said?.state !== undefined || pane.dead) return 'agent'
  if (mayBeAgent(pane.command) || isAgent(adapterOf(catalogue, { ...observation, lines: null })))
    return 'agent'
  return mayAsk(pane.command) || isScript(foreground) ? 'question' : null
}

function isAgent(adapter: Adapter | null): boolean {
  return adapter !== null && adapter.name !== 'shell'
}

/** The agent in the pane and its state. A shell counts only if a user option names it. */
export function readObservation(catalogue: Catalogue, observation: Observation, now: number): Seen {
  const { pane } = observation
  const adapter = adapterOf(catalogue, observation)
  if (!adapter) return askedByAny(observation, now)
  if (adapter.name === 'shell' && !pane.said?.agent) return NOBODY
  const { reading, trace } = readAgent(adapter, evidenceOf(observation, adapter.name, now))
  return { agent: adapter.name, reading, trace }
}

/** An unknown program counts only while it asks. */
function askedByAny(observation: Observation, now: number): Seen {
  const { pane, foreground } = observation
  if (pane.dead || pane.ours || !(mayAsk(pane.command) || isScript(foreground))) return NOBODY
  const { reading, trace } = readAgent(
    anyCommand(pane.command),
    evidenceOf(observation, pane.command, now),
  )
  return reading.state === 'waiting'
    ? { agent: reading.agent, reading, trace, unknown: true }
    : NOBODY
}

/** A shell that runs a script is not at its prompt: it may ask, and its reported state is valid. */
function evidenceOf(observation: Observation, name: string, now: number): Evidence {
  const { pane, lines, cursor, moved, foreground } = observation
  const isReader = isShell(pane.command) && isScript(foreground)
  return {
    title: pane.title,
    command: pane.said?.own ? name : isReader ? 'script' : pane.command,
    lines: lines ?? [],
    ...(cursor && { cursor }),
    quietFor: now - moved,
    ...(pane.said?.state !== undefined && { said: pane.said.state }),
    ...(pane.dead && { dead: pane.dead }),
  }
}

/** For a dead pane, tmux reports the start command, which may be a wrapper. */
function adapterOf(
  catalogue: Catalogue,
  { pane, agent, lines, foreground, started }: Observation,
): Adapter | null {
  const said = pane.said?.agent
  // A script shows as its shell, but the program that fleetmux started is known.
  if (said !== undefined && pane.said?.own) return catalogue.get(said) ?? anyCommand(said)
  const known = pane.dead ? catalogue.get(said ?? agent ?? '') : undefined
  if (known) return known
  return identify(catalogue, {
    command: pane.command,
    title: pane.title,
    ...(foreground && { foreground }),
    ...(started !== undefined && { foreground: [started] }),
    ...(said !== undefined && { agent: said }),
    ...(agent !== null && { before: agent }),
    ...(lines && { lines }),
  })
}
