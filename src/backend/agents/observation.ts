import { isShell } from '../../state/agents/program.ts'
import type { AgentReading, AgentTrace } from '../../state/model/agent.ts'
import type { Pane } from '../../state/model/fleet.ts'
import { anyCommand, type Catalogue } from './catalogue.ts'
import { identify, mayBeAgent } from './identify.ts'
import { readAgent } from './read.ts'

/** What is known of one pane between two looks at it. */
export interface Observation {
  readonly pane: Pane
  /** The agent that was seen in it, while the same program runs. */
  readonly agent: string | null
  /** Its screen as it was at the last look; null: not looked at yet. */
  readonly lines: readonly string[] | null
  /** When it was last seen to move, by the monotonic clock. */
  readonly moved: number
}

export interface Seen {
  readonly agent: string | null
  readonly reading: AgentReading | null
  readonly trace: readonly AgentTrace[]
}

const NOBODY: Seen = { agent: null, reading: null, trace: [] }

/** Whether there is anything to look for: an agent, or what may be one. Shells are nobody's agent, unless it is said. */
export function isOfInterest(catalogue: Catalogue, { pane, agent }: Observation): boolean {
  if (pane.ours) return false
  if (pane.said?.agent !== undefined || pane.said?.state !== undefined) return true
  if (pane.dead) return agent !== null || isAgentProcess(catalogue, pane)
  return isAgentProcess(catalogue, pane) || mayBeAgent(pane.command)
}

function isAgentProcess(catalogue: Catalogue, { command }: Pane): boolean {
  const adapter = catalogue.byProcess(command)
  return adapter !== undefined && adapter.name !== 'shell'
}

/** Who is in the pane and what it does. A shell that was not said to be there is nobody. */
export function readObservation(catalogue: Catalogue, glance: Observation, now: number): Seen {
  const { pane, lines, moved } = glance
  const adapter = adapterOf(catalogue, glance)
  if (!adapter || (adapter.name === 'shell' && !pane.said?.agent)) return NOBODY
  const { reading, trace } = readAgent(adapter, {
    title: pane.title,
    command: pane.said?.own ? adapter.name : pane.command,
    lines: lines ?? [],
    quietFor: now - moved,
    ...(pane.said?.state !== undefined && { said: pane.said.state }),
    ...(pane.dead && { dead: pane.dead }),
  })
  return { agent: adapter.name, reading, trace }
}

/** Of a dead pane tmux tells the command that it was started with, which may be any wrapper. */
function adapterOf(catalogue: Catalogue, { pane, agent, lines }: Observation) {
  const said = pane.said?.agent
  // A script shows as the shell that reads it; what fleetmux started is known.
  if (said !== undefined && pane.said?.own) return catalogue.get(said) ?? anyCommand(said)
  const known = pane.dead ? catalogue.get(said ?? agent ?? '') : undefined
  if (known) return known
  // A script that starts the agent shows as the shell that reads it.
  if (pane.dead && said === undefined && isShell(pane.command)) return null
  return identify(catalogue, {
    command: pane.command,
    title: pane.title,
    ...(said !== undefined && { agent: said }),
    ...(agent !== null && { before: agent }),
    ...(lines && { lines }),
  })
}
