import type { Confirm } from '../model/setup-command.ts'
import type { Budgets } from './budget.ts'
import type { PlaybookDocument } from './document.ts'
import type { Playbook } from './playbook.ts'
import type { PlaybookEvent } from './playbook-event.ts'
import type { PlaybookRow } from './playbook-spec.ts'

/** A playbook as it was found on a host. */
export interface FoundPlaybook {
  readonly playbook: Playbook
  /** The directory in which the agents work: an absolute path on the host. */
  readonly directory: string
  /** The documents, in the order of the playbook. */
  readonly documents: readonly PlaybookDocument[]
}

export interface PlaybookOrder extends FoundPlaybook {
  readonly id: string
  readonly host: string
  readonly agent: string
  readonly model?: string
  /** Permissions of the agents. No user is asked: with `ask`, the agent decides by its own rules. */
  readonly permissions: 'ask' | 'allow' | 'deny'
  readonly environment: Readonly<Record<string, string>>
  readonly budgets: Budgets
  /** Whether the limit of loops comes from the playbook, so that reaching it is not a failure. */
  readonly ownLoops: boolean
  readonly verify: string
  readonly strict: boolean
  /** A branch in a new worktree session; empty: works in the directory itself. */
  readonly branch: string
  /** A command that runs once in the new worktree; empty: the repository's own. */
  readonly setup: string
  /** Whether each task is added to the shared history of the directory. */
  readonly writesHistory: boolean
  /** The target branch of the pull request; empty: the branch that the worktree was made from. */
  readonly target: string
  /** Whether to open a pull request on the host with `gh`. */
  readonly openPullRequest: boolean
}

/** Selects a playbook, or documents, in a directory. */
export interface PlaybookQuery {
  /** The id or name of a playbook, or the names of documents. */
  readonly names: readonly string[]
  /** An absolute path, `~/...`, or empty for the home directory. */
  readonly directory: string
}

/** The playbooks of the fleet's hosts. A method that fails rejects with a FailureError. */
export interface Playbooks {
  look(host: string, wish: PlaybookQuery): Promise<FoundPlaybook>
  /** Names of the playbooks and documents in a directory. */
  names(host: string, directory: string): Promise<readonly string[]>
  /** Resolves as soon as the playbook runs. `confirm`: asks before the repository's own set-up command runs. */
  start(order: PlaybookOrder, say: (text: string) => void, confirm: Confirm): Promise<void>
  /** Continues an ended playbook; resolves with the byte position after its last event. `budgets`: changed limits. */
  resume(row: PlaybookRow, budgets: Partial<Budgets>): Promise<number>
  list(host: string): Promise<readonly PlaybookRow[]>
  /** The playbook with this id or id prefix. */
  find(id: string, hosts: readonly string[]): Promise<PlaybookRow>
  /**
   * Reports each event once and in order. Resolves with the last event; with null if the option `once` is set and the
   * playbook has not ended.
   */
  follow(host: string, id: string, options: PlaybookFollow): Promise<PlaybookEnding | null>
  answer(host: string, id: string, answer: 'go' | 'stop', by: string): Promise<void>
  stop(host: string, id: string, by: string): Promise<void>
  /** Removes the directory, the runs and the tmux window of an ended playbook. Branches and worktrees stay. */
  clean(host: string, id: string): Promise<void>
}

export type PlaybookEnding =
  | Extract<PlaybookEvent, { type: 'complete' }>
  | { readonly type: 'gone' }

export interface PlaybookFollow {
  /** The byte position after which events are reported; default: all events. */
  readonly after?: number
  /** Called for each event. `end`: the byte position after the event, which a later call can use as `after`. */
  readonly event: (event: PlaybookEvent, end: number) => void
  /** Called when the connection was lost or is back. Following continues automatically. */
  readonly link?: (state: 'lost' | 'back', why: string) => void
  readonly once?: boolean
  readonly signal?: AbortSignal
}
