import type { Failure } from '../model/failure.ts'

export interface HostCommand {
  /** A single word is a command line for the host's shell; several words are a program and its literal arguments. */
  readonly words: readonly string[]
  /**
   * Absolute, `~/...` or relative to the home directory; empty: the host's configured directory, else the home
   * directory.
   */
  readonly directory: string
}

/** The output and exit code of a command. */
export interface CommandOutput {
  /** Exit code; a signal is 128 plus its number. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** Number of bytes that were dropped because there was too much output. */
  readonly omitted: number
  readonly milliseconds: number
}

export interface HostCommandOptions {
  /** When the signal aborts, the command and all processes that it has started are ended. */
  readonly signal?: AbortSignal
  /** Called with each piece of output as it arrives. */
  readonly output?: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void
}

/** Commands on the hosts of a fleet, each run in the user's login shell with the host's configured environment. */
export interface HostCommands {
  /**
   * Runs the command to its end. The command is ended if this process exits or the connection is lost.
   * @throws FailureError if the host cannot be reached, or the connection is lost.
   */
  run(host: string, command: HostCommand, options?: HostCommandOptions): Promise<CommandOutput>
}

/** The result of a command on one of several hosts. */
export type HostOutcome =
  | { readonly host: string; readonly state: 'ran'; readonly output: CommandOutput }
  | { readonly host: string; readonly state: 'failed'; readonly failure: Failure }
  | { readonly host: string; readonly state: 'not-run' }

export function isFailed(outcome: HostOutcome): boolean {
  return outcome.state === 'failed' || (outcome.state === 'ran' && outcome.output.code !== 0)
}
