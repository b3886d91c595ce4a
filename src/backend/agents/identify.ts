import { isShell } from '../../state/agents/program.ts'
import type { Adapter } from './adapter.ts'
import { anyCommand, type Catalogue } from './catalogue.ts'
import { regex, toView } from './rule.ts'

/** What many agents show as: the title or the screen has to tell which. */
const RUNTIME = /^(?:node|nodejs|bun|deno|npx|npm|pnpm|uv|uvx|pipx|python[\d.]*|ruby|MainThread)$/

export interface Sighting {
  /** User option `@fleetmux_agent`. */
  readonly agent?: string
  readonly command: string
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
 * Which agent is in a pane; null: none that is known. The program decides; what was said counts only where
 * the program does not tell, since an agent may have left its pane to the shell or to another one.
 */
export function identify(catalogue: Catalogue, sighting: Sighting): Adapter | null {
  const { agent, command } = sighting
  const said = agent === undefined ? undefined : catalogue.get(agent)
  const running = catalogue.byProcess(command)
  if (running) return said?.starts?.includes(running.name) ? said : running
  if (isShell(command)) return catalogue.get('shell') ?? null
  if (agent) return said ?? anyCommand(agent)
  if (!mayBeAgent(command)) return null
  return byMarks(catalogue, sighting) ?? catalogue.get(sighting.before ?? '') ?? null
}

function byMarks(catalogue: Catalogue, { title, lines = [] }: Sighting): Adapter | null {
  const screen = toView(title, lines).lines.join('\n')
  const { adapters } = catalogue
  const has = (sources: readonly string[], text: string) =>
    sources.some(source => regex(source).test(text))
  return (
    adapters.find(({ marks }) => has(marks.titles, title)) ??
    adapters.find(({ marks }) => screen !== '' && has(marks.screens, screen)) ??
    null
  )
}
