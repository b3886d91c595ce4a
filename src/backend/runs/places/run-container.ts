import type { FailureError } from '../../../state/model/failure.ts'
import type { RunSpec } from '../../../state/runs/spec.ts'

/** A container around the agent of a run, made by the command that the run's supervisor watches over. */
export interface RunContainer {
  /** The run's directory as it is called in there. */
  readonly cwd: string
  readonly spec: NonNullable<RunSpec['container']>
  /** The program that makes containers is not there. */
  missing(): FailureError
  enter(inside: Inside): Entry
}

/** What is to run in there. */
export interface Inside {
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** The run's directory outside. */
  readonly cwd: string
}

/** What is started for it. */
export interface Entry {
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** One line of shell that removes the container; empty: there is none. */
  readonly after: string
}
