/** How a playbook ends: exit codes of its loop, and of commands that follow it. */
export const PLAYBOOK_ENDS = {
  done: 0,
  failed: 1,
  /** A marker in a document stopped it. */
  halted: 10,
  /** A person answered `stop` at a gate. */
  gate: 11,
  budget: 12,
  /** Nothing changed in several rounds. */
  stalled: 13,
  stopped: 14,
} as const
