import type { Rule } from './rule.ts'

/** Placeholder for the prompt in a command line; it is filled in on the host when the agent starts. */
export const PROMPT = '{fleetmux:prompt}'

/** Placeholder for the requested options in a command line. */
export const FLAGS = '{flags}'

/**
 * How a prompt reaches the agent. `argument`: only as a command line argument, which `ps` shows. `stdin`: on standard
 * input. `typed`: pasted and submitted once the agent is ready.
 */
export type PromptWay = 'argument' | 'stdin' | 'typed'

export type Permissions = 'ask' | 'allow' | 'deny'
export type Mode = 'auto' | 'ultrathink' | 'analyze' | 'fix'

/** One way to start an agent: its command line, with the placeholders `PROMPT` and `FLAGS`. */
export interface Way {
  readonly argv: readonly string[]
  /** The command line without a prompt, if more than the prompt has to be left out. */
  readonly bare?: readonly string[]
  readonly prompt: PromptWay
  /** Options that differ from the adapter's own. */
  readonly flags?: Flags
}

/** The arguments of each option; `{}` stands for its value. A missing option is not supported. */
export interface Flags {
  readonly model?: readonly string[]
  readonly resume?: readonly string[]
  readonly ask?: readonly string[]
  readonly allow?: readonly string[]
  readonly deny?: readonly string[]
  readonly mode?: readonly string[]
  readonly maxTurns?: readonly string[]
}

/** The description of one agent. It is plain data, so that a user's own adapter can contain the same. */
export interface Adapter {
  readonly name: string
  /** How to find it on a host; null: it needs no search (the shell). */
  readonly find: { readonly commands: readonly string[]; readonly version: string } | null
  /** The environment variable with its API key; null: it needs none or has its own login. */
  readonly key: string | null
  /** Milliseconds between a paste and the Enter that submits it. */
  readonly submit: number
  /** Its process names in tmux (`pane_current_command`). */
  readonly processes: readonly string[]
  /** Its npm package, or the folder of its versions, as they appear in command lines. */
  readonly packages?: readonly string[]
  /** Agents that this one starts in its own terminal: their process counts as this agent. */
  readonly starts?: readonly string[]
  /** Starts it interactively in a terminal. */
  readonly pane: Way
  /** Resumes an earlier session; missing: use `flags.resume`, or not supported. */
  readonly resume?: Way
  /** Runs it non-interactively to its end; missing: not supported. */
  readonly headless?: Way
  /** The command line that speaks the Agent Client Protocol on stdin and stdout. */
  readonly acp?: readonly string[]
  /** The known agent with the same command line and output format. */
  readonly runsAs?: string
  readonly flags: Flags
  /** Patterns of titles and screens that identify it if tmux only reports `node` or `python`. */
  readonly marks: { readonly titles: readonly string[]; readonly screens: readonly string[] }
  readonly rules: readonly Rule[]
  /** Its input field, in which an unsent draft is detected. */
  readonly composer?: Composer
}

/** The input field on an agent's screen. */
export interface Composer {
  /** Regular expressions over the whole screen, flags `m` and `u`; the group `draft` matches the field's content. */
  readonly drafts: readonly string[]
  /** Something else may be drawn beside the field: text after a wide gap is ignored. */
  readonly beside?: true
  /** The placeholder in the empty field, if its colour does not identify it. */
  readonly placeholder?: string
}
