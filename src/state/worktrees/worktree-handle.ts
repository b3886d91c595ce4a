import type { Failure } from '../model/failure.ts'
import type { Confirm } from '../model/setup-command.ts'
import type { Conflict } from './conflict-pairs.ts'
import type { Finding } from './preflight.ts'
import type { Iteration, WorktreeRow } from './worktree.ts'

export type { Confirm, SetupCommand } from '../model/setup-command.ts'

/** A worktree session to create. */
export interface WorktreeOrder {
  /** The host's name in the fleet. */
  readonly host: string
  /** A directory in a repository on the host. */
  readonly repository: string
  readonly name: string
  /**
   * The base branch: the session's branch begins there, and is merged into it. Default: `main`, else the default branch
   * of `origin`, else the checked-out branch, else `master`.
   */
  readonly base?: string
  readonly branch?: string
  readonly agent: string
  readonly model?: string
  readonly script?: string
  /** Time limit of the test script `script`, in seconds. */
  readonly scriptTimeout: number
  /** A command that runs once in the new worktree, before any agent. */
  readonly setup?: string
  readonly submodules: boolean
}

/** A prompt for an agent in a worktree, and its options. */
export interface IterationOrder {
  readonly prompt: string
  readonly agent?: string
  readonly model?: string
  readonly permissions: 'ask' | 'allow' | 'deny'
  readonly useRules: boolean
  readonly alone: boolean
  /** Maximum duration of the agent's run, in seconds; 0: no limit. */
  readonly timeout: number
  /** Maximum time without output of the agent, in seconds; 0: no limit. */
  readonly inactivity: number
  readonly environment: Readonly<Record<string, string>>
}

export interface Begun {
  readonly host: string
  readonly session: string
  readonly number: number
  /** The id of the agent's run; empty: only the test script runs. */
  readonly run: string
  /** The tmux session on the host that shows the iteration (the agent's work on one prompt). */
  readonly tmuxSession: string
}

export interface DiffOrder {
  /** `whole`: from the base to the current files; `staged`: the index; `names`: the file names of `whole`. */
  readonly what: 'whole' | 'staged' | 'names'
  /** The number of an iteration (the agent's work on one prompt); the diff then has only its changes. */
  readonly iteration?: number
  /** For a diff of two commits: the older one. Default: the base branch. */
  readonly base?: string
  /** For a diff of two commits: the newer one. Default: HEAD of the session. */
  readonly head?: string
}

export interface Diff {
  readonly base: string
  readonly head: string
  readonly diff: string
  /** Whether the diff was truncated because it was too long. */
  readonly isCut: boolean
}

export interface MergeOrder {
  readonly onto?: string
  readonly message?: string
  /** `squash`: one commit; `merge`: a merge commit; `ff`: fast-forward. */
  readonly way: 'squash' | 'merge' | 'ff'
  readonly push: boolean
}

/** The result of an operation on a worktree session, such as a merge or a rebase: done, or conflicts in these files. */
export interface Outcome {
  readonly done: boolean
  readonly conflicts: readonly string[]
  /** The last commit of the branch before the merge, rebase or other operation. */
  readonly before: string
  /** The last commit of the branch after the operation. */
  readonly after: string
  readonly notes: readonly string[]
}

export interface Leftover {
  readonly host: string
  readonly id: string
  readonly name: string
  readonly path: string
  /** Size of the directory at `path`, in kibibytes; null: unknown. */
  readonly size: number | null
  readonly isRemovable: boolean
  readonly reason: string
}

export interface Rescue {
  readonly host: string
  readonly repository: string
  readonly ref: string
  readonly session: string
  readonly branch: string
  readonly commit: string
  /** When the rescue (a git ref that keeps removed or rewritten work) was made; epoch seconds. */
  readonly at: number
}

export interface RequestOrder {
  readonly title?: string
  readonly body?: string
  /** Whether to push from the session's host, with the login of that host; otherwise from this machine. */
  readonly fromHost: boolean
}

/** A merge request (pull request) that was created, or that the user must create. */
export interface MergeRequest {
  /** The tool that created the merge request; `link`: the user must create it on the web page in the next field. */
  readonly way: string
  /** The web page of the merge request, or for creating it; empty: the service has no such page. */
  readonly link: string
  readonly notes: readonly string[]
}

/** The worktree sessions of the fleet's hosts. A method that fails rejects with a FailureError. */
export interface Worktrees {
  create(order: WorktreeOrder, say: (text: string) => void, confirm: Confirm): Promise<WorktreeRow>
  list(host: string): Promise<readonly WorktreeRow[]>
  /** Finds a session by its id, name or id prefix. */
  find(id: string, hosts: readonly string[]): Promise<WorktreeRow>
  iterations(row: WorktreeRow): Promise<readonly Iteration[]>
  iterate(row: WorktreeRow, order: IterationOrder, say: (text: string) => void): Promise<Begun>
  /** Runs the session's test script, or `script` (a shell command) instead of it, without the agent. */
  test(row: WorktreeRow, script?: string): Promise<Begun>
  /** Waits until an iteration (the agent's work on one prompt) has ended. Resolves with its stored result. */
  wait(begun: Begun, signal?: AbortSignal): Promise<Iteration>
  diff(row: WorktreeRow, order: DiffOrder): Promise<Diff>
  preflight(row: WorktreeRow, onto?: string): Promise<readonly Finding[]>
  squash(row: WorktreeRow, message?: string): Promise<Outcome>
  rebase(row: WorktreeRow, onto?: string): Promise<Outcome>
  merge(row: WorktreeRow, order: MergeOrder): Promise<Outcome>
  /** Continues what was interrupted: a rebase, the creation of the session, or an iteration. */
  resume(row: WorktreeRow): Promise<Outcome>
  /** Stops the current operation: the run of an iteration, or a rebase, which restores the state before it. */
  abort(row: WorktreeRow): Promise<Outcome>
  requestMerge(row: WorktreeRow, order: RequestOrder): Promise<MergeRequest>
  /**
   * Finds worktree sessions of these hosts that would conflict with each other. `failures`: one for each host, in the
   * same order; null: the host could be read.
   */
  conflicts(hosts: readonly string[]): Promise<{
    readonly conflicts: readonly Conflict[]
    readonly failures: readonly (Failure | null)[]
  }>
  leftovers(host: string): Promise<readonly Leftover[]>
  /**
   * Removes a worktree session. `force`: also if its base branch does not contain its work. A git ref, from which the
   * work can be restored, always keeps the work.
   */
  remove(row: WorktreeRow, force: boolean): Promise<Outcome>
  rescues(host: string, repository?: string): Promise<readonly Rescue[]>
  restore(rescue: Rescue, branch: string): Promise<readonly string[]>
}
