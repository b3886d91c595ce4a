import * as z from 'zod'

const line = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\p{Cc}]*$/u, 'it has a line break or another control character')

/** A worktree session, as stored in its directory on the host. */
export const worktreeSpecSchema = z.object({
  version: z.literal(1),
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
  name: line(200),
  /** The repository on the host that the worktree belongs to. */
  repoRoot: line(4096),
  baseBranch: line(500),
  branchName: line(500),
  worktreePath: line(4096),
  agent: line(200),
  model: line(200).optional(),
  /** The test script, which runs after each iteration (the agent's work on one prompt); exit code 0: passed. */
  script: z.string().max(20_000).optional(),
  /** Time limit of the test script `script`, in seconds; then it is ended and counts as failed. */
  scriptTimeout: z.number().int().positive(),
  /** The first port of the block that is reserved for the session. */
  firstPort: z.number().int().min(0).max(65_535),
  ports: z.number().int().min(0).max(1000),
  /** Epoch milliseconds, by the clock of the machine that created the session. */
  created: z.number().int().nonnegative(),
  /** Who created the session: `person@machine`. */
  owner: line(300),
})
export type WorktreeSpec = z.infer<typeof worktreeSpecSchema>

/** How an iteration (the agent's work on one prompt) ended: `ok`, or why the agent did not complete it. */
const ITERATION_ENDS = [
  ...['ok', 'agent_exit', 'timeout', 'stopped', 'lost', 'not_started', 'no_agent'],
] as const

/** One ended iteration (the agent's work on one prompt): a line of `iterations.jsonl` on the host. */
export const iterationSchema = z.object({
  id: z.string().max(100),
  sessionId: z.string().max(64),
  number: z.number().int().positive(),
  /** The id of the agent's run; empty if only the test script ran. */
  run: z.string().max(64),
  prompt: z.string().max(1000),
  startTime: z.string().max(40),
  endTime: z.string().max(40),
  end: z.enum(ITERATION_ENDS),
  exitCode: z.number().int().nullable(),
  /** The last commit before the agent's work on this prompt. */
  before: z.string().max(64),
  /** The commit that the agent's work on this prompt resulted in. */
  commitSha: z.string().max(64),
  /** Why the agent's changes could not be committed: the message of git or a hook. */
  commitError: z.string().max(8000),
  notes: z.array(z.string().max(1000)).max(100),
  changedFiles: z.array(z.string().max(4096)).max(1000),
  changedCount: z.number().int().nonnegative(),
  testResult: z.enum(['pass', 'fail', 'timeout', 'none']),
  testExitCode: z.number().int().nullable(),
  testOutput: z.string().max(20_000),
})
export type HostIteration = z.infer<typeof iterationSchema>

/** The agent's usage, as far as the agent reports it. */
export interface IterationUse {
  readonly promptTokens: number | null
  readonly completionTokens: number | null
  readonly totalTokens: number | null
  readonly costUsd: number | null
  readonly model: string | null
  readonly output: string | null
}

export type Iteration = HostIteration & Partial<IterationUse>

/**
 * `running`: an operation, such as an iteration (work on one prompt), holds the session's lock. `broken`: its worktree
 * cannot be read.
 */
export type WorktreeState =
  | 'idle'
  | 'running'
  | 'interrupted'
  | 'rebasing'
  | 'merged'
  | 'broken'
  | 'unfinished'

/** One worktree session of one host, as its repository is now. */
export interface WorktreeRow {
  readonly host: string
  readonly spec: WorktreeSpec
  readonly state: WorktreeState
  /** Why the session is broken, or which operation holds its lock. */
  readonly detail: string
  readonly head: string
  /** Number of commits that only the branch has; null: unknown. */
  readonly ahead: number | null
  /** Number of commits that only the base has; null: unknown. */
  readonly behind: number | null
  /** Number of files with uncommitted changes. */
  readonly dirty: number
  /** Number of iterations (the agent's work on one prompt each) that were started. */
  readonly iterations: number
  readonly last: HostIteration | null
  /** The id of the run for the current iteration (the agent's work on one prompt); empty: no iteration is running. */
  readonly run: string
  /** The tmux session that shows the worktree session; empty: no tmux session. */
  readonly tmuxSession: string
  /** Whether a merge would not change the base; null: unknown. */
  readonly contained: boolean | null
}
