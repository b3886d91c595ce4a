/** Limits at which a playbook ends; 0: no limit. */
export interface Budgets {
  readonly loops: number
  readonly seconds: number
  /** Number of agents that it may start. */
  readonly tasks: number
  readonly tokens: number
  /** US dollars. */
  readonly cost: number
  /** Seconds for one agent. */
  readonly taskSeconds: number
  /** Number of rounds without changes. */
  readonly stall: number
  /** Number of agents that may try one task, one after the other. */
  readonly tries: number
}

export const DEFAULT_BUDGETS: Budgets = {
  loops: 10,
  seconds: 12 * 3600,
  tasks: 2000,
  tokens: 50_000_000,
  cost: 100,
  taskSeconds: 2 * 3600,
  stall: 3,
  tries: 5,
}
