import type { Adapter } from './adapter.ts'
import { amp } from './adapters/amp.ts'
import { amplihack } from './adapters/amplihack.ts'
import { claude } from './adapters/claude.ts'
import { codex } from './adapters/codex.ts'
import { gemini } from './adapters/gemini.ts'
import { opencode } from './adapters/opencode.ts'
import { WATCHED } from './adapters/screen-only/watched-agents.ts'
import { shell } from './adapters/shell.ts'

const BUNDLED: readonly Adapter[] = [
  ...[claude, codex, amp, gemini, opencode, amplihack],
  ...WATCHED,
  shell,
]

/** The known agents, by name. The user's own agents come first and replace bundled ones with the same name. */
export interface Catalogue {
  readonly adapters: readonly Adapter[]
  get(name: string): Adapter | undefined
  /** The agent that has this process name in tmux. */
  byProcess(command: string): Adapter | undefined
}

export function createCatalogue(own: readonly Adapter[] = []): Catalogue {
  const names = new Set(own.map(({ name }) => name))
  const adapters = [...own, ...BUNDLED.filter(({ name }) => !names.has(name))]
  const byName = new Map(adapters.map(adapter => [adapter.name, adapter]))
  // If two agents claim a process name, the first one gets it.
  const byProcess = new Map(
    adapters
      .toReversed()
      .flatMap(adapter => programsOf(adapter).map(program => [program, adapter] as const)),
  )
  return {
    adapters,
    get: name => byName.get(name),
    byProcess: command =>
      byProcess.get(command.replace(/^-/, '')) ??
      (VERSION.test(command) ? byProcess.get('claude') : undefined),
  }
}

function programsOf({ processes, packages = [] }: Adapter): readonly string[] {
  return [...processes, ...packages]
}

/** Claude Code's native installer names the program file after its version. */
const VERSION = /^\d+\.\d+\.\d+$/

/** The agents whose descriptions are bundled with fleetmux. */
export const bundled: Catalogue = createCatalogue()

/** An agent for a command whose screen is unknown: its state is derived only from its process and output. */
export function anyCommand(name: string): Adapter {
  return {
    name,
    find: { commands: [name], version: '--version' },
    key: null,
    submit: 200,
    processes: [name],
    pane: { argv: [name], prompt: 'typed' },
    flags: {},
    marks: { titles: [], screens: [] },
    rules: [],
  }
}
