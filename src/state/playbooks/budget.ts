/** Limits at which a playbook ends; 0: no limit. */
export interface Budgets {
  readonly loops: number
  readonly seconds: number
  /** Maximum number of agents that the playbook may start. */
  readonly tasks: number
  readonly tokens: number
  /** Maximum cost of the whole playbook, in US dollars. When it is reached, the playbook ends. 0: no limit. */
  readonly cost: number
  /**
   * Maximum time of one agent run, in seconds, which tries one task. After it, the host stops the agent, and the run
   * counts as one of `tries`. 0: no limit.
   */
  readonly taskSeconds: number
  /**
   * Maximum number of successive agent runs, at least 1, that change neither the document nor the working tree. When it
   * is reached, the playbook ends.
   */
  readonly stall: number
  /** Maximum number of agents that may try one task, one after the other. */
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
