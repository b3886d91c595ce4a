import type { CommandContext } from './context.ts'
import type { Flag, Flags } from './flag.ts'

/** What an argument names: a host of the configuration, or one of these. */
export type Named = 'host' | readonly string[]

/** One word of the command line: what it is called, takes and does. A file each. */
export interface Command {
  readonly name: string
  /** What stands behind the name, as the help shows it. */
  readonly usage: string
  /** One sentence for the list of words. */
  readonly summary: string
  /** More for its own help, wrapped by hand. */
  readonly details?: string
  /** Command lines without the program's name, and what each does. */
  readonly examples: readonly (readonly [line: string, does: string])[]
  readonly flags: Readonly<Record<string, Flag>>
  /** How many arguments it takes, at least and at most. */
  readonly takes: readonly [least: number, most: number]
  /** What its first argument names, for completion. */
  readonly first?: 'target' | 'host' | readonly string[]
  /** What the argument behind these names. */
  readonly next?: (args: readonly string[]) => Named
  /** Its arguments are texts too, and a text may be empty. */
  readonly text?: boolean
  /** What stands behind `--` is a command line of its own, not more arguments. */
  readonly command?: boolean
  /** What the help is about behind these arguments, for a word that has words of its own. */
  readonly helpFor?: (args: readonly string[]) => Command
  /** Resolves with the exit code; a FailureError becomes words and a code. Without it, it is another screen. */
  readonly run?: (call: Call) => Promise<number>
}

/** One use of a word. */
export interface Call extends CommandContext {
  readonly args: readonly string[]
  /** What stood behind `--`, where the word takes a command. */
  readonly command: readonly string[]
  readonly flags: Flags
}
