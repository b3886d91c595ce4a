/** Time limits of worktree sessions where nothing else is configured, in seconds. */
export const TIME_LIMITS = {
  /** The git hooks of one commit. */
  hooks: 120,
  /** The set-up command of a new worktree. */
  setup: 600,
  /** The script after an iteration. */
  script: 600,
} as const
