import { z } from 'zod'

const line = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\p{Cc}]*$/u)

/** A worktree session, as it stands in its directory on the host. */
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
  /** Runs after every iteration; 0 is a pass. */
  script: z.string().max(20_000).optional(),
  /** Seconds that it may take. */
  scriptTimeout: z.number().int().positive(),
  /** The first of a block of ports that is its own. */
  firstPort: z.number().int().min(0).max(65_535),
  ports: z.number().int().min(0).max(1000),
  /** Epoch milliseconds, by the clock of the machine that made it. */
  created: z.number().int().nonnegative(),
  /** Who made it: `person@machine`. */
  owner: line(300),
})
export type WorktreeSpec = z.infer<typeof worktreeSpecSchema>

/** How an iteration ended: by its agent, or why not. */
const ITERATION_ENDS = [
  ...['ok', 'agent_exit', 'timeout', 'stopped', 'lost', 'not_started', 'no_agent'],
] as const

/** One ended iteration: a line of `iterations.jsonl` on the host. */
export const iterationSchema = z.object({
  id: z.string().max(100),
  sessionId: z.string().max(64),
  number: z.number().int().positive(),
  /** The run of the agent; empty where only the script ran. */
  run: z.string().max(64),
  prompt: z.string().max(1000),
  startTime: z.string().max(40),
  endTime: z.string().max(40),
  end: z.enum(ITERATION_ENDS),
  exitCode: z.number().int().nullable(),
  /** Commits before and after it. */
  before: z.string().max(64),
  commitSha: z.string().max(64),
  /** Why its changes could not be committed: what git or a hook said. */
  commitError: z.string().max(8000),
  notes: z.array(z.string().max(1000)).max(100),
  changedFiles: z.array(z.string().max(4096)).max(1000),
  changedCount: z.number().int().nonnegative(),
  testResult: z.enum(['pass', 'fail', 'timeout', 'none']),
  testExitCode: z.number().int().nullable(),
  testOutput: z.string().max(20_000),
})
export type HostIteration = z.infer<typeof iterationSchema>

/** What its agent used, as far as it told. */
export interface IterationUse {
  readonly promptTokens: number | null
  readonly completionTokens: number | null
  readonly totalTokens: number | null
  readonly costUsd: number | null
  readonly model: string | null
  readonly output: string | null
}

export type Iteration = HostIteration & Partial<IterationUse>

/** `running`: an iteration or another operation holds its lock. `broken`: its worktree cannot be read. */
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
  /** Why it is broken, or who holds it. */
  readonly detail: string
  readonly head: string
  /** Commits that the branch has and the base has not, and the other way round; null: not known. */
  readonly ahead: number | null
  readonly behind: number | null
  /** Files that are changed and not committed. */
  readonly dirty: number
  /** Iterations that were begun. */
  readonly iterations: number
  readonly last: HostIteration | null
  /** The run of the iteration that goes on now; empty: none. */
  readonly run: string
  /** The tmux session that shows it; empty: none. */
  readonly pane: string
  /** Whether merging it would change nothing of its base; null: not known. */
  readonly contained: boolean | null
}
