import { isShell } from '../../state/agents/program.ts'
import type { Adapter } from './adapter.ts'
import { anyCommand, type Catalogue } from './catalogue.ts'
import { namesOf } from './foreground/command-line.ts'
import { regex, toView } from './rule.ts'

/** Process names that many agents share: only command line, title or screen can identify them. */
const RUNTIME =
  /^(?:node|nodejs|bun|deno|npx|npm|npm exec.*|pnpm|yarn|uv|uvx|pipx|python[\d.]*|ruby|MainThread|script|sudo|doas|env|docker|podman|kubectl|ssh|mosh-client|timeout|time|nice|stdbuf|\.\S+|v?\d+\.\d+\S*)$/i

export interface PaneEvidence {
  /** User option `@fleetmux_agent`. */
  readonly agent?: string
  readonly command: string
  /** The command lines in the foreground of the pane's terminal, the group leader's first, if known. */
  readonly foreground?: readonly string[]
  readonly title: string
  /** The agent last seen in the pane, while the same program runs. */
  readonly before?: string
  /** The visible screen, if it was captured. */
  readonly lines?: readonly string[]
}

/** Whether a program with this name may be an agent in disguise. */
export function mayBeAgent(command: string): boolean {
  return RUNTIME.test(command)
}

/**
 * Identifies the agent in a pane; null: no known agent. The program decides: its name, then the command lines in the
 * foreground. The user option counts only if these are inconclusive, because an agent may have exited to the shell or
 * to another agent. Then come title and screen.
 */
export function identify(catalogue: Catalogue, evidence: PaneEvidence): Adapter | null {
  const { agent, command, foreground } = evidence
  const said = agent === undefined ? undefined : catalogue.get(agent)
  const running = byProgram(catalogue, command) ?? byCommandLines(catalogue, foreground)
  if (running) return said?.starts?.includes(running.name) ? said : running
  if (isShell(command) && !isScript(foreground)) return catalogue.get('shell') ?? null
  if (agent) return said ?? anyCommand(agent)
  if (!mayBeAgent(command) && !isScript(foreground)) return null
  return byMarks(catalogue, evidence) ?? catalogue.get(evidence.before ?? '') ?? null
}

/** A shell's name is not enough: it may run a script. */
function byProgram(catalogue: Catalogue, command: string): Adapter | undefined {
  return isShell(command) ? undefined : catalogue.byProcess(command)
}

/** The group leader comes first; a helper that an agent started shares the terminal. */
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

/** Whether the foreground program is a shell that runs a script or a command, and not at its prompt. */
export function isScript(foreground: readonly string[] = []): boolean {
  const [leader = ''] = foreground
  const [shell = '', ...rest] = leader.split(' ')
  const name = shell.split('/').at(-1) ?? ''
  return isShell(name) && rest.some(word => !word.startsWith('-') || /^-[a-z]*c$/.test(word))
}

/** The title first, then the lowest match on the screen: text further up may be old output or a quotation. */
function byMarks(catalogue: Catalogue, { title, lines = [] }: PaneEvidence): Adapter | null {
  const view = toView(title, lines)
  const titled = lowest(catalogue, view.title, ({ marks }) => marks.titles)
  return titled ?? lowest(catalogue, view.lines.join('\n'), ({ marks }) => marks.screens)
}

/** A mark that two agents share identifies neither. */
function lowest(
  { adapters }: Catalogue,
  text: string,
  marksOf: (adapter: Adapter) => readonly string[],
): Adapter | null {
  const ends = adapters.map(adapter => ({ adapter, end: endOf(marksOf(adapter), text) }))
  const last = Math.max(...ends.map(({ end }) => end))
  return last < 0 ? null : only(ends.filter(({ end }) => end === last).map(each => each.adapter))
}

/** The end offset of the last match; -1: no match. */
function endOf(marks: readonly string[], text: string): number {
  const found = marks.flatMap(source => [...text.matchAll(new RegExp(regex(source), 'gmu'))])
  return Math.max(-1, ...found.map(each => each.index + each[0].length))
}

/** An agent that starts another in its own terminal shows the other's screen. */
function only(found: readonly Adapter[]): Adapter | null {
  const own = found.filter(({ name }) => !found.some(each => each.starts?.includes(name)))
  return own.length === 1 ? (own[0] ?? null) : null
}
