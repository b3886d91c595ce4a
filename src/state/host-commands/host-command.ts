import type { Failure } from '../model/failure.ts'

/** One command for a host, as a person would type it there. */
export interface HostCommand {
  /** One word is a line for the host's shell; several are a program and its arguments, as they stand. */
  readonly words: readonly string[]
  /** Absolute or `~/...`; empty: the directory of the host's configuration, else the home directory. */
  readonly directory: string
}

/** What a command has printed, and how it ended. */
export interface CommandOutput {
  /** Exit code; a signal is 128 plus its number. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** Bytes that were left out because there were too many. */
  readonly omitted: number
  readonly milliseconds: number
}

export interface HostCommandOptions {
  /** Ends the command and all that it has started. */
  readonly signal?: AbortSignal
  /** Called with each piece of output as it comes. */
  readonly output?: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void
}

/** Commands on the hosts of a fleet, each in its person's login shell and the host's environment. */
export interface HostCommands {
  /**
   * Runs the command to its end. It ends with whoever asked for it: also where the link is lost.
   * @throws FailureError where the host cannot be reached, or is lost.
   */
  run(host: string, command: HostCommand, options?: HostCommandOptions): Promise<CommandOutput>
}

/** What became of a command on one host of several. */
export type HostOutcome =
  | { readonly host: string; readonly state: 'ran'; readonly output: CommandOutput }
  | { readonly host: string; readonly state: 'failed'; readonly failure: Failure }
  | { readonly host: string; readonly state: 'not-run' }

export function isFailed(outcome: HostOutcome): boolean {
  return outcome.state === 'failed' || (outcome.state === 'ran' && outcome.output.code !== 0)
}
