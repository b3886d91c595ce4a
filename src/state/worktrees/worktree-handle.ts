import type { Failure } from '../model/failure.ts'
import type { Conflict } from './conflict-pairs.ts'
import type { Finding } from './preflight.ts'
import type { Iteration, WorktreeRow } from './worktree.ts'

/** A worktree session that is to be made. */
export interface WorktreeOrder {
  /** The host's name in the fleet. */
  readonly host: string
  /** A directory in a repository on that host. */
  readonly repository: string
  readonly name: string
  /** undefined: `main`, else what the repository itself calls its first branch. */
  readonly base?: string
  readonly branch?: string
  readonly agent: string
  readonly model?: string
  readonly script?: string
  /** Seconds. */
  readonly scriptTimeout: number
  /** Is run once in the new worktree, before any agent. */
  readonly setup?: string
  readonly submodules: boolean
}

/** What an agent is asked to do in a worktree. */
export interface IterationOrder {
  readonly prompt: string
  readonly agent?: string
  readonly model?: string
  readonly permissions: 'ask' | 'allow' | 'deny'
  readonly useRules: boolean
  readonly alone: boolean
  /** Seconds; 0: none. */
  readonly timeout: number
  readonly inactivity: number
  readonly environment: Readonly<Record<string, string>>
}

export interface Begun {
  readonly host: string
  readonly session: string
  readonly number: number
  /** Empty: only the script runs. */
  readonly run: string
  /** The tmux session on the host that shows it. */
  readonly pane: string
}

export interface DiffOrder {
  /** `whole`: from the base to the files as they are; `staged`; `names`: of `whole`. */
  readonly what: 'whole' | 'staged' | 'names'
  /** What one iteration has changed. */
  readonly iteration?: number
  /** Commits to compare instead. */
  readonly base?: string
  readonly head?: string
}

export interface Diff {
  readonly base: string
  readonly head: string
  readonly diff: string
  /** It was longer than is taken. */
  readonly isCut: boolean
}

export interface MergeOrder {
  readonly onto?: string
  readonly message?: string
  /** `squash`: one commit; `merge`: a commit of two parents; `ff`: the branch as it is. */
  readonly way: 'squash' | 'merge' | 'ff'
  readonly push: boolean
}

/** What came of an operation: done, or in conflict over these files. */
export interface Outcome {
  readonly done: boolean
  readonly conflicts: readonly string[]
  /** Commits before and after. */
  readonly before: string
  readonly after: string
  readonly notes: readonly string[]
}

export interface Leftover {
  readonly host: string
  readonly id: string
  readonly name: string
  readonly path: string
  /** Kibibytes; null: not known. */
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
  /** Epoch seconds. */
  readonly at: number
}

export interface RequestOrder {
  readonly title?: string
  readonly body?: string
  /** Pushes from the host of the session, with the login there; else from here. */
  readonly fromHost: boolean
}

/** A merge that somebody else is asked for. */
export interface MergeRequest {
  /** By what it was asked for; `link`: a person has to, there. */
  readonly way: string
  /** Empty: the service has none. */
  readonly link: string
  readonly notes: readonly string[]
}

/** Who asks before something that a person should have seen: a set-up command. */
export type Confirm = (what: string) => Promise<boolean>

/** The worktree sessions of the fleet's hosts. All reject with a FailureError. */
export interface Worktrees {
  create(order: WorktreeOrder, say: (text: string) => void, confirm: Confirm): Promise<WorktreeRow>
  list(host: string): Promise<readonly WorktreeRow[]>
  /** By its id, its name, or the beginning of its id. */
  find(id: string, hosts: readonly string[]): Promise<WorktreeRow>
  iterations(row: WorktreeRow): Promise<readonly Iteration[]>
  iterate(row: WorktreeRow, order: IterationOrder, say: (text: string) => void): Promise<Begun>
  /** Runs only its script, or another one. */
  test(row: WorktreeRow, script?: string): Promise<Begun>
  /** Resolves with the record of an iteration when it has ended. */
  wait(begun: Begun, signal?: AbortSignal): Promise<Iteration>
  diff(row: WorktreeRow, order: DiffOrder): Promise<Diff>
  preflight(row: WorktreeRow, onto?: string): Promise<readonly Finding[]>
  squash(row: WorktreeRow, message?: string): Promise<Outcome>
  rebase(row: WorktreeRow, onto?: string): Promise<Outcome>
  merge(row: WorktreeRow, order: MergeOrder): Promise<Outcome>
  /** Goes on with what was interrupted: a rebase, the making, an iteration. */
  resume(row: WorktreeRow): Promise<Outcome>
  /** Ends what goes on: the run of an iteration, or a rebase, which leaves all as it was. */
  abort(row: WorktreeRow): Promise<Outcome>
  requestMerge(row: WorktreeRow, order: RequestOrder): Promise<MergeRequest>
  /** Sessions of all these hosts that would be in conflict with each other, and why a host could not tell. */
  conflicts(hosts: readonly string[]): Promise<{
    readonly conflicts: readonly Conflict[]
    readonly failures: readonly (Failure | null)[]
  }>
  leftovers(host: string): Promise<readonly Leftover[]>
  /** `force`: also what is not contained in its base. A rescue ref is kept in any case. */
  remove(row: WorktreeRow, force: boolean): Promise<Outcome>
  rescues(host: string, repository?: string): Promise<readonly Rescue[]>
  restore(rescue: Rescue, branch: string): Promise<readonly string[]>
}
