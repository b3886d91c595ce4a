import type { Speech } from '../../state/runs/dialect.ts'
import type { RunOrder } from '../../state/runs/order.ts'
import type { Rule } from '../../state/runs/rule-schema.ts'
import type { RunSpec } from '../../state/runs/spec.ts'
import type { Catalogue } from '../agents/catalogue.ts'
import type { Running, Transport } from '../transport/transport.ts'
import type { RunContainer } from './places/run-container.ts'

/** Everything that is needed to start a run (an agent that works on one prompt) on a host. */
export interface RunStart {
  readonly transport: Transport
  readonly order: RunOrder
  readonly catalogue: Catalogue
  /** The agent's working directory: absolute, `~/...`, or empty for a new directory of the run. */
  readonly cwd: string
  readonly workspace?: RunSpec['workspace']
  readonly rules: readonly Rule[]
  /** Set if the agent runs in a container of its own. */
  readonly container?: RunContainer
  readonly environment: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** A run that has just started, and the command on its host that prints its streams from the first byte on. */
export interface BegunRun {
  readonly spec: RunSpec
  readonly speech: Speech
  readonly running: Running
}
