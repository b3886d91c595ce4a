import type { FailureError } from '../../../state/model/failure.ts'
import type { RunSpec } from '../../../state/runs/spec.ts'

/** A container around a run's agent, created by the command that the run's supervisor watches. */
export interface RunContainer {
  /** The run's directory inside the container. */
  readonly cwd: string
  readonly spec: NonNullable<RunSpec['container']>
  /** The failure if the container program is not installed. */
  missing(): FailureError
  enter(inside: Inside): Entry
}

/** What to run in the container. */
export interface Inside {
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** The run's directory outside the container. */
  readonly cwd: string
}

/** The command that runs it in the container. */
export interface Entry {
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** One line of shell that removes the container; empty: no container. */
  readonly after: string
}
