import type { Budgets } from './budget.ts'
import type { PlaybookDocument } from './document.ts'
import type { Playbook } from './playbook.ts'
import type { PlaybookEvent } from './playbook-event.ts'
import type { PlaybookRow } from './playbook-spec.ts'

/** A playbook as it was found on a host. */
export interface FoundPlaybook {
  readonly playbook: Playbook
  /** Absolute, on the host. */
  readonly directory: string
  /** In the order of the playbook. */
  readonly documents: readonly PlaybookDocument[]
}

export interface PlaybookOrder extends FoundPlaybook {
  readonly id: string
  readonly host: string
  readonly agent: string
  readonly model?: string
  /** Nobody is asked; what is neither allowed nor denied the agent decides by its own rules. */
  readonly permissions: 'ask' | 'allow' | 'deny'
  readonly environment: Readonly<Record<string, string>>
  readonly budgets: Budgets
  /** The limit of loops is the playbook's own: to reach it is no failure. */
  readonly ownLoops: boolean
  readonly verify: string
  readonly strict: boolean
  /** A branch in a worktree of its own; empty: the directory as it is. */
  readonly branch: string
  /** The branch of the pull request's other side; empty: the one that the worktree was made from. */
  readonly target: string
  /** A pull request is opened on the host, by `gh`. */
  readonly openPullRequest: boolean
}

/** Which playbook is meant, and where. */
export interface PlaybookWish {
  /** A playbook's id or name, or documents. */
  readonly names: readonly string[]
  /** Absolute, `~/...`, or empty for the home directory. */
  readonly directory: string
}

/** The playbooks of the fleet's hosts. All reject with a FailureError. */
export interface Playbooks {
  look(host: string, wish: PlaybookWish): Promise<FoundPlaybook>
  /** What can be run in a directory: playbooks and documents, by name. */
  names(host: string, directory: string): Promise<readonly string[]>
  /** Resolves as soon as its loop runs. */
  start(order: PlaybookOrder): Promise<void>
  /** Goes on where it ended, and resolves with the byte of its events behind that end. `budgets`: those that are named anew. */
  resume(row: PlaybookRow, budgets: Partial<Budgets>): Promise<number>
  list(host: string): Promise<readonly PlaybookRow[]>
  /** The playbook of that id, or of an id that begins so. */
  find(id: string, hosts: readonly string[]): Promise<PlaybookRow>
  /** Its events from the first, each once and in order. Resolves with the last one; null where it goes on and `once` was asked. */
  follow(host: string, id: string, options: PlaybookFollow): Promise<PlaybookEnding | null>
  answer(host: string, id: string, answer: 'go' | 'stop', by: string): Promise<void>
  stop(host: string, id: string, by: string): Promise<void>
}

export type PlaybookEnding =
  | Extract<PlaybookEvent, { type: 'complete' }>
  | { readonly type: 'gone' }

export interface PlaybookFollow {
  /** Bytes that were read before. */
  readonly after?: number
  /** `end`: the byte behind it, for `after`. */
  readonly event: (event: PlaybookEvent, end: number) => void
  /** The link was lost, or is there again: following goes on by itself. */
  readonly link?: (state: 'lost' | 'back', why: string) => void
  readonly once?: boolean
  readonly signal?: AbortSignal
}
