/** Time limits of worktree sessions where nothing else is configured, in seconds. */
export const TIME_LIMITS = {
  /** The git hooks of one commit. */
  hooks: 120,
  /** The set-up command of a new worktree. */
  setup: 600,
  /** The test script after an iteration (the agent's work on one prompt). */
  script: 600,
} as const
