import type { Rule } from './rule.ts'

/** Placeholder for the prompt in a command line. The host fills it in when the agent starts. */
export const PROMPT = '{fleetmux:prompt}'

/** Placeholder in a command line for the arguments of the requested options. */
export const FLAGS = '{flags}'

/**
 * How a prompt reaches the agent. `argument`: as a command line argument, which `ps` shows. `stdin`: on standard input.
 * `typed`: pasted and submitted once the agent is ready.
 */
export type PromptWay = 'argument' | 'stdin' | 'typed'

export type Permissions = 'ask' | 'allow' | 'deny'
export type Mode = 'auto' | 'ultrathink' | 'analyze' | 'fix'

/** One way to start an agent: a command line with the placeholders `PROMPT` and `FLAGS`. */
export interface Way {
  readonly argv: readonly string[]
  /** The command line without a prompt. Only needed if more than the word `PROMPT` has to be left out. */
  readonly bare?: readonly string[]
  readonly prompt: PromptWay
  /** Options that differ from `Adapter.flags`. */
  readonly flags?: Flags
}

/**
 * The command line arguments of each option; `{}` stands for the option's value. An option without an entry is not
 * supported by the agent.
 */
export interface Flags {
  readonly model?: readonly string[]
  readonly resume?: readonly string[]
  readonly ask?: readonly string[]
  readonly allow?: readonly string[]
  readonly deny?: readonly string[]
  readonly mode?: readonly string[]
  readonly maxTurns?: readonly string[]
}

/** The description of one agent. It is plain data, so that users can define their own agents in the configuration. */
export interface Adapter {
  readonly name: string
  /** How to find the agent on a host; null: the agent needs no search (the shell). */
  readonly find: { readonly commands: readonly string[]; readonly version: string } | null
  /** The environment variable with the agent's API key; null: the agent needs no key or has its own login. */
  readonly key: string | null
  /** Milliseconds to wait between a paste and the Enter that submits it. */
  readonly submit: number
  /** Process names of the agent as tmux reports them (`pane_current_command`). */
  readonly processes: readonly string[]
  /** The agent's npm package, or the folder of its versions, as they appear in command lines. */
  readonly packages?: readonly string[]
  /** Agents that this agent starts in its own terminal: their processes count as this agent. */
  readonly starts?: readonly string[]
  /** Starts the agent interactively in a terminal. */
  readonly pane: Way
  /** Resumes an earlier session. If missing, `flags.resume` is used; without both, resuming is not supported. */
  readonly resume?: Way
  /** Runs the agent non-interactively to its end. If missing, that is not supported. */
  readonly headless?: Way
  /** The agent's command line for the Agent Client Protocol on stdin and stdout. */
  readonly acp?: readonly string[]
  /** Name of the known agent that has the same command line and output format. */
  readonly runsAs?: string
  readonly flags: Flags
  /** Patterns of titles and screens that identify the agent when tmux only reports `node` or `python`. */
  readonly marks: { readonly titles: readonly string[]; readonly screens: readonly string[] }
  readonly rules: readonly Rule[]
  /** The agent's input field. An unsent draft is detected in it. */
  readonly composer?: Composer
}

/** The input field on an agent's screen. */
export interface Composer {
  /**
   * Regular expressions for the whole screen, with the flags `m` and `u`. The group `draft` matches the field's
   * content.
   */
  readonly drafts: readonly string[]
  /** Something else, such as a sidebar, may be drawn beside the field: text after a wide gap is ignored. */
  readonly beside?: true
  /** Pattern of the placeholder text in the empty field, if the text's colour does not identify it as a placeholder. */
  readonly placeholder?: string
}
