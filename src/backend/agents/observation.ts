import { isShell } from '../../state/agents/program.ts'
import type { AgentReading, AgentTrace } from '../../state/model/agents/agent.ts'
import type { Pane } from '../../state/model/fleet.ts'
import type { Adapter } from './adapter.ts'
import { anyCommand, type Catalogue } from './catalogue.ts'
import type { Evidence } from './evidence.ts'
import { identify, isScript, mayBeAgent } from './identify.ts'
import { mayAsk } from './question/generic.ts'
import { readAgent } from './read.ts'

/** What is known of one pane between two looks at it. */
export interface Observation {
  readonly pane: Pane
  /** The agent that was seen in it, while the same program runs. */
  readonly agent: string | null
  /** The command lines that have its terminal, where the host has told. */
  readonly foreground?: readonly string[]
  /** Of a dead pane: what it was started with, where it was asked for. */
  readonly started?: string
  /** Its screen as it was at the last look; null: not looked at yet. */
  readonly lines: readonly string[] | null
  readonly cursor?: NonNullable<Evidence['cursor']>
  /** When it was last seen to move, by the monotonic clock. */
  readonly moved: number
}

export interface Seen {
  readonly agent: string | null
  readonly reading: AgentReading | null
  readonly trace: readonly AgentTrace[]
  /** No agent is there that is known: the program only seems to ask something. */
  readonly unknown?: true
}

const NOBODY: Seen = { agent: null, reading: null, trace: [] }

/**
 * What is to be looked for: an agent, or what may be one; or only whether the program asks something, for which
 * it has to be quiet. Shells are nobody's agent, unless it is said or they read a script.
 */
export function interestIn(catalogue: Catalogue, glance: Observation): 'agent' | 'question' | null {
  const { pane, foreground } = glance
  if (pane.ours) return null
  if (pane.said?.agent !== undefined || pane.said?.state !== undefined || pane.dead) return 'agent'
  if (mayBeAgent(pane.command) || isAgent(adapterOf(catalogue, { ...glance, lines: null })))
    return 'agent'
  return mayAsk(pane.command) || isScript(foreground) ? 'question' : null
}

function isAgent(adapter: Adapter | null): boolean {
  return adapter !== null && adapter.name !== 'shell'
}

/** Who is in the pane and what it does. A shell that was not said to be there is nobody. */
export function readObservation(catalogue: Catalogue, glance: Observation, now: number): Seen {
  const { pane } = glance
  const adapter = adapterOf(catalogue, glance)
  if (!adapter) return askedByAny(glance, now)
  if (adapter.name === 'shell' && !pane.said?.agent) return NOBODY
  const { reading, trace } = readAgent(adapter, evidenceOf(glance, adapter.name, now))
  return { agent: adapter.name, reading, trace }
}

/** A program that is no known agent counts only while it asks. */
function askedByAny(glance: Observation, now: number): Seen {
  const { pane, foreground } = glance
  if (pane.dead || pane.ours || !(mayAsk(pane.command) || isScript(foreground))) return NOBODY
  const { reading, trace } = readAgent(
    anyCommand(pane.command),
    evidenceOf(glance, pane.command, now),
  )
  return reading.state === 'waiting'
    ? { agent: reading.agent, reading, trace, unknown: true }
    : NOBODY
}

/** A shell that reads a script is not at its prompt: it may ask, and what is said of it holds. */
function evidenceOf(glance: Observation, name: string, now: number): Evidence {
  const { pane, lines, cursor, moved, foreground } = glance
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

/** Of a dead pane tmux tells the command that it was started with, which may be any wrapper. */
function adapterOf(
  catalogue: Catalogue,
  { pane, agent, lines, foreground, started }: Observation,
): Adapter | null {
  const said = pane.said?.agent
  // A script shows as the shell that reads it; what fleetmux started is known.
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
