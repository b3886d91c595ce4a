/** How a playbook ends, as the exit codes of its loop and of those who follow it. */
export const PLAYBOOK_ENDS = {
  done: 0,
  failed: 1,
  /** A marker in a document stopped it. */
  halted: 10,
  /** A person said no at a gate. */
  gate: 11,
  budget: 12,
  /** Nothing changed in several rounds. */
  stalled: 13,
  stopped: 14,
} as const
