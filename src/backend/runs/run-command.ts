import type { RunOrder } from '../../state/runs/order.ts'
import type { DialectName } from '../../state/runs/spec.ts'

/** How an order becomes an agent's command line: a table entry. */
export interface RunCommand {
  readonly dialect: DialectName
  /** An extended regular expression. stdin stays open for the conversation until a line of output matches it. */
  readonly ends?: string
  readonly argv: (order: RunOrder) => readonly (string | readonly string[])[]
  /** Additional environment variables. */
  readonly environment?: Readonly<Record<string, string>>
  /** Order options that this agent does not support, beside those that no agent supports. */
  readonly lacks?: readonly Wish[]
}

/** Options of a run that not every agent supports. */
export type Wish =
  | 'model'
  | 'session'
  | 'fork'
  | 'system'
  | 'maxTurns'
  | 'maxCost'
  | 'effort'
  | 'thinkingBudget'
  | 'mcpServers'
