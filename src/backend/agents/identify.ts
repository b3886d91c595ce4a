import { isShell } from '../../state/agents/program.ts'
import type { Adapter } from './adapter.ts'
import { anyCommand, type Catalogue } from './catalogue.ts'
import { namesOf } from './foreground/command-line.ts'
import { regex, toView } from './rule.ts'

/** What many agents show as: the command line, the title or the screen has to tell which. */
const RUNTIME =
  /^(?:node|nodejs|bun|deno|npx|npm|npm exec.*|pnpm|yarn|uv|uvx|pipx|python[\d.]*|ruby|MainThread|script|sudo|doas|env|docker|podman|kubectl|ssh|mosh-client|timeout|time|nice|stdbuf|\.\S+|v?\d+\.\d+\S*)$/i

export interface Sighting {
  /** User option `@fleetmux_agent`. */
  readonly agent?: string
  readonly command: string
  /** The command lines that have the pane's terminal, the leader's first, where the host could tell. */
  readonly foreground?: readonly string[]
  readonly title: string
  /** The agent that was seen in it before, by the same program. */
  readonly before?: string
  /** The visible screen, where it was looked at. */
  readonly lines?: readonly string[]
}

/** Whether a program of that name may be an agent that does not show by it. */
export function mayBeAgent(command: string): boolean {
  return RUNTIME.test(command)
}

/**
 * Which agent is in a pane; null: none that is known. The program decides, by its name and then by the command
 * lines that have the terminal; what was said counts only where these do not tell, since an agent may have left
 * its pane to the shell or to another one. Then come the title, and what is on the screen.
 */
export function identify(catalogue: Catalogue, sighting: Sighting): Adapter | null {
  const { agent, command, foreground } = sighting
  const said = agent === undefined ? undefined : catalogue.get(agent)
  const running = byProgram(catalogue, command) ?? byCommandLines(catalogue, foreground)
  if (running) return said?.starts?.includes(running.name) ? said : running
  if (isShell(command) && !isScript(foreground)) return catalogue.get('shell') ?? null
  if (agent) return said ?? anyCommand(agent)
  if (!mayBeAgent(command) && !isScript(foreground)) return null
  return byMarks(catalogue, sighting) ?? catalogue.get(sighting.before ?? '') ?? null
}

/** A shell is told by more than its name: it may read a script. */
function byProgram(catalogue: Catalogue, command: string): Adapter | undefined {
  return isShell(command) ? undefined : catalogue.byProcess(command)
}

/** The leader of the group tells first; a helper that an agent started has the same terminal. */
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

/** Whether a shell has the terminal that runs a script or a command, and is not at its prompt. */
export function isScript(foreground: readonly string[] = []): boolean {
  const [leader = ''] = foreground
  const [shell = '', ...rest] = leader.split(' ')
  const name = shell.split('/').at(-1) ?? ''
  return isShell(name) && rest.some(word => !word.startsWith('-') || /^-[a-z]*c$/.test(word))
}

/** The title first; of what is drawn, the lowest: further up stands what was printed before, or is quoted. */
function byMarks(catalogue: Catalogue, { title, lines = [] }: Sighting): Adapter | null {
  const view = toView(title, lines)
  const titled = lowest(catalogue, view.title, ({ marks }) => marks.titles)
  return titled ?? lowest(catalogue, view.lines.join('\n'), ({ marks }) => marks.screens)
}

/** A mark that two of them share tells neither. */
function lowest(
  { adapters }: Catalogue,
  text: string,
  marksOf: (adapter: Adapter) => readonly string[],
): Adapter | null {
  const ends = adapters.map(adapter => ({ adapter, end: endOf(marksOf(adapter), text) }))
  const last = Math.max(...ends.map(({ end }) => end))
  return last < 0 ? null : only(ends.filter(({ end }) => end === last).map(each => each.adapter))
}

/** Where the last of these marks ends in the text; -1: there is none. */
function endOf(marks: readonly string[], text: string): number {
  const found = marks.flatMap(source => [...text.matchAll(new RegExp(regex(source), 'gmu'))])
  return Math.max(-1, ...found.map(each => each.index + each[0].length))
}

/** Those that hand their terminal to another one draw what that one draws. */
function only(found: readonly Adapter[]): Adapter | null {
  const own = found.filter(({ name }) => !found.some(each => each.starts?.includes(name)))
  return own.length === 1 ? (own[0] ?? null) : null
}
