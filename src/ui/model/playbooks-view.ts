import type { PlaybookLine, PlaybookText } from '../../state/host-requests/playbooks-request.ts'
import type { Clean } from '../../state/text/clean.ts'

export interface PlaybooksView {
  readonly rows: readonly PlaybookLine[]
  /** Hosts that were asked and have not answered. */
  readonly pending: readonly string[]
  readonly failures: readonly Clean[]
  readonly text: PlaybookText | null
}

/** Intents of the screen of the playbooks. */
export type PlaybooksIntent =
  /** Opens it, or asks all hosts again. */
  | { readonly type: 'list-playbooks' }
  | { readonly type: 'read-playbook' }
  /** Asks for confirmation before it is answered, stopped or taken up again. */
  | { readonly type: 'ask-playbook'; readonly what: 'go' | 'no' | 'stop' | 'resume' }
