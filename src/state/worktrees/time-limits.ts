/** Time limits of worktree sessions, if no other limit is configured. */
export const TIME_LIMITS = {
  /** Time limit of the git hooks that run for one commit, in seconds. */
  hooks: 120,
  /** Time limit of the set-up command of a new worktree, in seconds. */
  setup: 600,
  /** Time limit of the test script that runs after each iteration (the agent's work on one prompt), in seconds. */
  script: 600,
} as const
