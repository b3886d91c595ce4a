import type { RunOrder } from '../../state/runs/order.ts'
import type { DialectName } from '../../state/runs/spec.ts'

/** What an order needs of an agent's command line, as a table tells it. */
export interface RunCommand {
  readonly dialect: DialectName
  /** A conversation stays open: its input grows until a line of output matches this extended regular expression. */
  readonly ends?: string
  readonly argv: (order: RunOrder) => readonly (string | readonly string[])[]
  /** What else it needs in its environment. */
  readonly environment?: Readonly<Record<string, string>>
  /** Flags of an order that this agent has no word for, beside those that every agent lacks. */
  readonly lacks?: readonly Wish[]
}

/** What can be asked of a run and not every agent can do. */
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
