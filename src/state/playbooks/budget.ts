/** What a playbook may use before it ends by itself; 0: no limit. */
export interface Budgets {
  readonly loops: number
  readonly seconds: number
  /** Agents that it may start. */
  readonly tasks: number
  readonly tokens: number
  /** US dollars. */
  readonly cost: number
  /** Seconds of one agent. */
  readonly taskSeconds: number
  /** Rounds in which nothing changes. */
  readonly stall: number
  /** Agents that may try one task, one after the other. */
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
