import type { PlaybookChoices } from '../playbooks/make-order.ts'
import type { Clean } from '../text/clean.ts'

/** A screen's request about playbooks of a host. */
export type PlaybooksRequest =
  | { readonly do: 'list' }
  /** Lists the playbook documents in the working directory of a pane, or (without `pane`) in `path`. */
  | { readonly do: 'names'; readonly path: string; readonly pane?: string }
  | {
      readonly do: 'start'
      readonly path: string
      readonly names: readonly string[]
      readonly choices: PlaybookChoices
    }
  | { readonly do: 'show'; readonly id: string }
  | { readonly do: 'stop' | 'resume'; readonly id: string }
  | { readonly do: 'answer'; readonly id: string; readonly answer: 'go' | 'stop' }

/** An answer to a request about playbooks. */
export type PlaybooksAnswer =
  | { readonly of: 'list'; readonly rows: readonly PlaybookLine[] }
  /** Why the playbooks could not be listed. */
  | { readonly of: 'list'; readonly failure: Clean }
  | { readonly of: 'text'; readonly text: PlaybookText }
  | { readonly of: 'names'; readonly directory: Clean; readonly names: readonly Clean[] }

/** A playbook as the screen lists it. */
export interface PlaybookLine {
  readonly host: string
  readonly id: string
  readonly name: Clean
  readonly agent: Clean
  readonly directory: Clean
  /** Epoch milliseconds, by the clock of the machine that started the playbook. */
  readonly created: number
  readonly state: 'running' | 'gate' | 'ended' | 'gone'
  readonly end: Clean
  readonly question: Clean
}

/** The events of a playbook so far, as text. */
export interface PlaybookText {
  readonly id: string
  readonly title: Clean
  /** The tmux session in which the playbook runs; empty: unknown. */
  readonly session: Clean
  readonly lines: readonly Clean[]
}
