import { isShell } from '../../state/agents/program.ts'
import type { Adapter } from './adapter.ts'
import { anyCommand, type Catalogue } from './catalogue.ts'
import type { Evidence } from './evidence.ts'
import { namesOf } from './foreground/command-line.ts'
import { isShownByViewer, isShownText } from './question/viewer.ts'
import { regex, toView } from './rule.ts'

/**
 * Process names that do not identify an agent, because many programs share them: runtimes, package runners and
 * wrappers. Only command line, title or screen can then identify the agent.
 */
const RUNTIME =
  /^(?:node|nodejs|bun|deno|npx|npm|npm exec.*|pnpm|yarn|uv|uvx|pipx|python[\d.]*|ruby|MainThread|script|sudo|doas|env|docker|podman|kubectl|ssh|mosh-client|timeout|time|nice|stdbuf|\.\S+|v?\d+\.\d+\S*)$/i

export interface PaneEvidence {
  /** User option `@fleetmux_agent` of the session: the agent's name. */
  readonly agent?: string
  readonly command: string
  /** The command lines of the foreground process group of the pane's terminal, the group leader's first, if known. */
  readonly foreground?: readonly string[]
  readonly title: string
  /** Name of the agent last seen in the pane, if the same program still runs. */
  readonly before?: string
  /** The visible screen, if it was captured. */
  readonly lines?: readonly string[]
  readonly cursor?: Evidence['cursor']
}

/** Whether this process name is shared by many programs, so that an agent may have it. */
export function mayBeAgent(command: string): boolean {
  return RUNTIME.test(command)
}

/**
 * Identifies the agent in a pane; null: no known agent. The running program decides: first its process name, then the
 * command lines in the foreground. The user option `@fleetmux_agent` is used only if both are inconclusive, because the
 * agent that it names may have exited. Title and screen come last.
 */
export function identify(catalogue: Catalogue, evidence: PaneEvidence): Adapter | null {
  const { agent, command, foreground } = evidence
  const said = agent === undefined ? undefined : catalogue.get(agent)
  const running = byProgram(catalogue, command) ?? byCommandLines(catalogue, foreground)
  if (running) return said?.starts?.includes(running.name) ? said : running
  if (isShell(command) && !isScript(foreground)) return catalogue.get('shell') ?? null
  if (agent) return said ?? anyCommand(agent)
  if (!mayBeAgent(command) && !isScript(foreground)) return null
  const { lines = [], cursor } = evidence
  // A pager, an editor or a shell in a wrapper, on another host or in a container may display text that looks like an
  // agent's screen.
  if (isShownByViewer(foreground) || isShownText({ lines, cursor })) return null
  return byMarks(catalogue, evidence) ?? catalogue.get(evidence.before ?? '') ?? null
}

/** A process name of a shell does not identify an agent, because the shell may run an agent's script. */
function byProgram(catalogue: Catalogue, command: string): Adapter | undefined {
  return isShell(command) ? undefined : catalogue.byProcess(command)
}

/**
 * The first agent that one of the command lines identifies. The group leader's command line comes first, because helper
 * processes of an agent share its terminal.
 */
function byCommandLines(
  catalogue: Catalogue,
  foreground: readonly string[] = [],
): Adapter | undefined {
  for (const args of foreground) {
    for (const name of namesOf(args)) {
      const found = catalogue.byProcess(name)
      if (found && found.name !== 'shell') return found
    }
  }
  return undefined
}

/** Whether the foreground program is a shell that runs a script or a command, rather than a shell at its prompt. */
export function isScript(foreground: readonly string[] = []): boolean {
  const [leader = ''] = foreground
  const [shell = '', ...rest] = leader.split(' ')
  const name = shell.split('/').at(-1) ?? ''
  return isShell(name) && rest.some(word => !word.startsWith('-') || /^-[a-z]*c$/.test(word))
}

/**
 * Identifies an agent by the `marks` in its adapter, patterns of typical titles and screens: first in the title, then
 * by the lowest match on the screen, since text further up may be old output or a quotation.
 */
function byMarks(catalogue: Catalogue, { title, lines = [] }: PaneEvidence): Adapter | null {
  const view = toView(title, lines)
  const titled = lowest(catalogue, view.title, ({ marks }) => marks.titles)
  return titled ?? lowest(catalogue, view.lines.join('\n'), ({ marks }) => marks.screens)
}

/**
 * The agent whose pattern has the last match in the text; null: no pattern matches, or the last matches of two agents
 * end at the same character.
 */
function lowest(
  { adapters }: Catalogue,
  text: string,
  marksOf: (adapter: Adapter) => readonly string[],
): Adapter | null {
  const ends = adapters.map(adapter => ({ adapter, end: endOf(marksOf(adapter), text) }))
  const last = Math.max(...ends.map(({ end }) => end))
  return last < 0 ? null : only(ends.filter(({ end }) => end === last).map(each => each.adapter))
}

/** The end offset of the last match of any of these patterns; -1: no match. */
function endOf(marks: readonly string[], text: string): number {
  const found = marks.flatMap(source => [...text.matchAll(new RegExp(regex(source), 'gmu'))])
  return Math.max(-1, ...found.map(each => each.index + each[0].length))
}

/**
 * Returns the only agent among those found; null if there are several. An agent that another found agent starts in its
 * own terminal (amplihack starts claude) is not counted: both share a screen, and the pane belongs to the starting
 * agent.
 */
function only(found: readonly Adapter[]): Adapter | null {
  const own = found.filter(({ name }) => !found.some(each => each.starts?.includes(name)))
  return own.length === 1 ? (own[0] ?? null) : null
}
