/** Exit codes of a playbook's process, and of commands that follow the playbook to its end. */
export const PLAYBOOK_ENDS = {
  done: 0,
  failed: 1,
  /** A halt marker (`<!-- maestro:halt: REASON -->`) in a document stopped the playbook. */
  halted: 10,
  /** The user answered `stop` at a gate, which is a place where the playbook waits for the user's answer. */
  gate: 11,
  budget: 12,
  /** Several rounds (runs of the agent) in a row have changed nothing. */
  stalled: 13,
  stopped: 14,
} as const
