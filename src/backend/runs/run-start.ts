import type { Speech } from '../../state/runs/dialect.ts'
import type { RunOrder } from '../../state/runs/order.ts'
import type { Rule } from '../../state/runs/rule.ts'
import type { RunSpec } from '../../state/runs/spec.ts'
import type { Catalogue } from '../agents/catalogue.ts'
import type { Running, Transport } from '../transport/transport.ts'
import type { RunContainer } from './places/run-container.ts'

/** A run to start, and where. */
export interface RunStart {
  readonly transport: Transport
  readonly order: RunOrder
  readonly catalogue: Catalogue
  /** The agent's working directory: absolute, `~/...`, or empty for a directory of its own. */
  readonly cwd: string
  readonly workspace?: RunSpec['workspace']
  readonly rules: readonly Rule[]
  /** Set if the agent works in its own container. */
  readonly container?: RunContainer
  readonly environment: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** A run that has begun, and the command on its host that follows it from its first byte. */
export interface BegunRun {
  readonly spec: RunSpec
  readonly speech: Speech
  readonly running: Running
}
