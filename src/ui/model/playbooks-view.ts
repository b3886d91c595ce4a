import type { PlaybookLine, PlaybookText } from '../../state/host-requests/playbooks-request.ts'
import type { Clean } from '../../state/text/clean.ts'

export interface PlaybooksView {
  readonly rows: readonly PlaybookLine[]
  /** Hosts that have not yet answered the request for their playbooks. */
  readonly pending: readonly string[]
  readonly failures: readonly Clean[]
  readonly text: PlaybookText | null
  /**
   * Hosts whose playbooks are requested again because their sessions have changed. `asked`: the request is running.
   * `stale`: the sessions have changed again during the request.
   */
  readonly refreshing: Readonly<Record<string, 'asked' | 'stale'>>
  /** Documents that can be chosen for a new playbook, with their host and directory. */
  readonly documents: {
    readonly host: string
    readonly directory: string
    readonly names: readonly string[]
  } | null
}

export type PlaybooksIntent =
  /** Opens the screen, or requests the playbooks of all hosts again. */
  | { readonly type: 'list-playbooks' }
  | { readonly type: 'read-playbook' }
  /**
   * Opens the input line for the documents of a new playbook, whose directory is the working directory of `pane`, or
   * the home directory.
   */
  | { readonly type: 'new-playbook'; readonly host: string; readonly pane?: string }
  /** Asks for confirmation before a playbook is answered, stopped or resumed. */
  | { readonly type: 'ask-playbook'; readonly what: 'go' | 'no' | 'stop' | 'resume' }
