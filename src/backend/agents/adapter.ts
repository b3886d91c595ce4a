import type { Rule } from './rule.ts'

/**
 * Placeholder for the prompt in an agent's command line. The script that starts the agent on its host replaces it with
 * the prompt.
 */
export const PROMPT = '{fleetmux:prompt}'

/** Placeholder in an agent's command line for the arguments of the requested options. */
export const FLAGS = '{flags}'

/**
 * How a prompt reaches the agent. `argument`: as a command line argument, which `ps` shows. `stdin`: on standard input.
 * `typed`: pasted and submitted once the agent is ready.
 */
export type PromptWay = 'argument' | 'stdin' | 'typed'

export type Permissions = 'ask' | 'allow' | 'deny'
export type Mode = 'auto' | 'ultrathink' | 'analyze' | 'fix'

/** One way to start an agent: a command line with the placeholders `PROMPT` and `FLAGS`. */
export interface StartLine {
  readonly argv: readonly string[]
  /** The command line without a prompt, if it differs from `argv` by more than the missing word `PROMPT`. */
  readonly bare?: readonly string[]
  readonly prompt: PromptWay
  /** Options whose arguments differ from those in `Adapter.flags` when the agent is started with this command line. */
  readonly flags?: Flags
}

/**
 * The command line arguments of each option of the agent; `{}` stands for the option's value. If an option has no
 * entry, the agent does not support it.
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
  /**
   * The commands to search for on a host, and the argument with which they print their version; null: no search is
   * needed (the shell).
   */
  readonly find: { readonly commands: readonly string[]; readonly version: string } | null
  /** The environment variable with the agent's API key; null: the agent needs no key or has its own login. */
  readonly key: string | null
  /** Milliseconds to wait between a paste and the Enter that submits it. */
  readonly submit: number
  /** Process names of the agent as tmux reports them (`pane_current_command`). */
  readonly processes: readonly string[]
  /**
   * How the path of the agent's program identifies the agent: `npm:NAME` for the npm package NAME, `dir:NAME` for a
   * directory NAME with a subdirectory `versions`.
   */
  readonly packages?: readonly string[]
  /** Names of agents that this agent starts in its own terminal. Their processes count as processes of this agent. */
  readonly starts?: readonly string[]
  /** Starts the agent interactively in a terminal. */
  readonly pane: StartLine
  /** Resumes an earlier session. If missing, `flags.resume` is used; without both, resuming is not supported. */
  readonly resume?: StartLine
  /** Runs the agent non-interactively to its end. If missing, the agent can only be started interactively. */
  readonly headless?: StartLine
  /** The agent's command line for the Agent Client Protocol on stdin and stdout. */
  readonly acp?: readonly string[]
  /** Name of the bundled agent with the same command line and output format. */
  readonly runsAs?: string
  readonly flags: Flags
  /**
   * Patterns of titles and screens that identify the agent if tmux reports only `node` or `python` as its process name.
   */
  readonly marks: { readonly titles: readonly string[]; readonly screens: readonly string[] }
  readonly rules: readonly Rule[]
  /** How to find the agent's input field on the screen, to detect an unsent draft in it. */
  readonly composer?: Composer
}

/** The input field on an agent's screen. */
export interface Composer {
  /**
   * Regular expressions that find the input field on the whole screen. They have the flags `m` and `u`; the group
   * `draft` matches the text that the user has typed into the field.
   */
  readonly drafts: readonly string[]
  /**
   * Set if something else, such as a sidebar, may be to the right of the field: text after a wide gap is then ignored.
   */
  readonly beside?: true
  /** Pattern of the placeholder in the agent's empty input field, if its colour does not identify it as a placeholder. */
  readonly placeholder?: string
}
