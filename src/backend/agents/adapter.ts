import type { Rule } from './rule.ts'

/** Stands in a command line for the prompt; whoever starts the agent puts it there, on the host. */
export const PROMPT = '{fleetmux:prompt}'

/** Stands in a way's words for the options that were asked for. */
export const FLAGS = '{flags}'

/**
 * How a prompt reaches the agent. `argument`: it takes it only in its command line, which `ps` shows.
 * `stdin`: it reads it there. `typed`: it is pasted and submitted as soon as the agent is ready.
 */
export type PromptWay = 'argument' | 'stdin' | 'typed'

export type Permissions = 'ask' | 'allow' | 'deny'
export type Mode = 'auto' | 'ultrathink' | 'analyze' | 'fix'

/** One way to start an agent: its words, in which `PROMPT` and `FLAGS` stand where those belong. */
export interface Way {
  readonly argv: readonly string[]
  /** Where more than the prompt is left out when there is none. */
  readonly bare?: readonly string[]
  readonly prompt: PromptWay
  /** Where options differ from the adapter's own. */
  readonly flags?: Flags
}

/** Words of each option; `{}` in a word stands for its value. What is missing cannot be asked for. */
export interface Flags {
  readonly model?: readonly string[]
  readonly resume?: readonly string[]
  readonly ask?: readonly string[]
  readonly allow?: readonly string[]
  readonly deny?: readonly string[]
  readonly mode?: readonly string[]
  readonly maxTurns?: readonly string[]
}

/** What fleetmux knows of one agent. All of it is data: a person's own adapter can say as much. */
export interface Adapter {
  readonly name: string
  /** How it is looked for on a host; null: it is there wherever tmux is. */
  readonly find: { readonly commands: readonly string[]; readonly version: string } | null
  /** The environment variable that it needs; null: none, or it has its own login. */
  readonly key: string | null
  /** Milliseconds between a paste and the Enter that submits it. */
  readonly submit: number
  /** What tmux calls its process (`pane_current_command`). */
  readonly processes: readonly string[]
  /** Its package of the npm registry, or the folder that its versions lie in, as command lines show them. */
  readonly packages?: readonly string[]
  /** Agents that this one starts in its own terminal: their process counts as this agent. */
  readonly starts?: readonly string[]
  /** In a terminal, with a person. */
  readonly pane: Way
  /** A session that was left is taken up again; none: by `flags.resume`, or not at all. */
  readonly resume?: Way
  /** To its end, without a person; none: it cannot. */
  readonly headless?: Way
  /** The command line that speaks the Agent Client Protocol on its standard streams. */
  readonly acp?: readonly string[]
  /** The known agent whose command line it has, and whose lines it prints. */
  readonly runsAs?: string
  readonly flags: Flags
  /** Tells it from others where tmux only says `node` or `python`: titles, and pieces of screens. */
  readonly marks: { readonly titles: readonly string[]; readonly screens: readonly string[] }
  readonly rules: readonly Rule[]
  /** Where a person writes to it, so that what stands there half written is seen. */
  readonly composer?: Composer
}

/** The place of an agent's screen in which a text is written before it is submitted. */
export interface Composer {
  /** Regular expressions over the whole screen, flags `m` and `u`; the group `draft` is what stands in it. */
  readonly drafts: readonly string[]
  /** Something else is drawn beside it: what comes after a wide gap is left out. */
  readonly beside?: true
  /** What the agent itself writes there while it is empty, where colours do not tell. */
  readonly placeholder?: string
}
