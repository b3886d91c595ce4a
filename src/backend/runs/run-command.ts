import type { RunOrder } from '../../state/runs/order.ts'
import type { DialectName } from '../../state/runs/spec.ts'

/**
 * How a requested run (`RunOrder`) becomes the command line of an agent. The table of run commands has one such entry
 * for each agent.
 */
export interface RunCommand {
  readonly dialect: DialectName
  /**
   * An extended regular expression. The agent's stdin stays open for the conversation until a line of its output
   * matches. If missing, stdin is closed after the prompt.
   */
  readonly ends?: string
  readonly argv: (order: RunOrder) => readonly (string | readonly string[])[]
  /** Additional environment variables. */
  readonly environment?: Readonly<Record<string, string>>
  /** Options that this agent does not support, although some agents do. */
  readonly lacks?: readonly RunOption[]
}

/** Options of a run that only some agents support. */
export type RunOption =
  | 'model'
  | 'session'
  | 'fork'
  | 'system'
  | 'maxTurns'
  | 'maxCost'
  | 'effort'
  | 'thinkingBudget'
  | 'mcpServers'
