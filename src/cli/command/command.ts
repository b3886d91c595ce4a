import type { CommandContext } from './context.ts'
import type { Flag, Flags } from './flag.ts'

/** The kind of an argument: a host of the configuration, or one of the listed words. */
export type ArgumentKind = 'host' | readonly string[]

/** One command: its name, arguments and function. Each command has its own file. */
export interface Command {
  readonly name: string
  /** The arguments after the name, as shown in the help. */
  readonly usage: string
  /** One sentence for the list of commands. */
  readonly summary: string
  /** Set if the command changes nothing. Users may allow an agent to run it without confirmation (`fleetmux skill`). */
  readonly isReadOnly?: true
  /** More text for the command's help, wrapped by hand. */
  readonly details?: string
  /** Command lines without the program's name, each with an explanation. */
  readonly examples: readonly (readonly [line: string, does: string])[]
  readonly flags: Readonly<Record<string, Flag>>
  /** Minimum and maximum number of arguments. */
  readonly takes: readonly [least: number, most: number]
  /** The kind of the first argument, for completion. */
  readonly first?: 'target' | 'host' | readonly string[]
  /** The kind of the next argument, for completion. `args`: the arguments before it. */
  readonly next?: (args: readonly string[]) => ArgumentKind
  /**
   * Set if arguments may be texts for a pane or an agent, or patterns. A text may be empty; other empty arguments are
   * refused.
   */
  readonly text?: boolean
  /** Set if `--` is followed by the command line of another program, not by more arguments. */
  readonly command?: boolean
  /**
   * Sub-commands with flags of their own. The help of the command lists them, and `helpFor` returns the help of one.
   */
  readonly subCommands?: Readonly<Record<string, Pick<Command, 'summary'>>>
  /** The help for a command with sub-commands, given its arguments. */
  readonly helpFor?: (args: readonly string[]) => Command
  /**
   * Resolves with the exit code; a FailureError is printed and gives the exit code. Missing: the command opens a
   * screen.
   */
  readonly run?: (call: Call) => Promise<number>
}

/** One call of a command. */
export interface Call extends CommandContext {
  readonly args: readonly string[]
  /** The command line after `--`, if the command takes one. */
  readonly command: readonly string[]
  readonly flags: Flags
}
