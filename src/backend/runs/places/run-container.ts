import type { FailureError } from '../../../state/model/failure.ts'
import type { RunSpec } from '../../../state/runs/spec.ts'

/**
 * A container in which a run's agent runs. The command that creates it is watched by the run's supervisor, a background
 * script on the host.
 */
export interface RunContainer {
  /** Path of the run's directory inside the container. */
  readonly cwd: string
  readonly spec: NonNullable<RunSpec['container']>
  /** The error to report if the container program (docker) is not installed. */
  missing(): FailureError
  enter(inside: Inside): Entry
}

/** The command to run in the container, its environment variables, and its working directory. */
export interface Inside {
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Path of the working directory outside the container; the directory is mounted into the container. */
  readonly cwd: string
}

/** The command that creates the container and runs the agent in it. */
export interface Entry {
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** One line of shell that removes the container; empty: there is no container. */
  readonly after: string
}
