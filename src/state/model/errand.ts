import type { AttachHow } from './attach-how.ts'
import type { DiscoverFrom } from './discovered.ts'
import type { HostChange } from './host-config.ts'
import type { LaunchOrder } from './launch.ts'
import type { Answered } from './receipt.ts'
import type { Target } from './target.ts'

/** What a person asks and the backend does, word for word: an intent that is a command as it stands. */
export type Errand =
  | { readonly type: 'hang-up'; readonly host: string }
  | {
      readonly type: 'send'
      readonly target: Target
      readonly text: string
      readonly enter: boolean
      /** It answers this question, and no other. */
      readonly answer?: Answered
      readonly ref?: string
    }
  /** Keys in tmux's names and pieces of literal text, in order. */
  | {
      readonly type: 'keys'
      readonly target: Target
      readonly keys: readonly Key[]
      /** They answer this question, and no other. */
      readonly answer?: Answered
    }
  /** Reads what agents do on all hosts, from now on. */
  | { readonly type: 'read-agents' }
  /** Starts a session for each prompt; what becomes of them stands in `State.launches` under `ref`. */
  | { readonly type: 'launch'; readonly order: LaunchOrder; readonly ref: string }
  /** Reads the state file of tracked sessions, and hears of its changes from then on. */
  | { readonly type: 'track'; readonly ref?: string }
  /** Brings a host into the fleet that a record names and no configuration does. */
  | { readonly type: 'join'; readonly host: string; readonly ref?: string }
  /** Gives a machine back to its provider for good, with all that is on it. */
  | {
      readonly type: 'remove-machine'
      readonly host: string
      /** A person has named it: it goes even where the pool has not made it. */
      readonly named?: boolean
      readonly ref?: string
    }
  /** What looks like a secret at these places is none. */
  | {
      readonly type: 'accept-secrets'
      /** Absolute path of the local repository. */
      readonly repository: string
      /** From its root; lines from 1. */
      readonly places: readonly { readonly path: string; readonly line: number }[]
      readonly branch?: string
      readonly ref?: string
    }
  | ({ readonly type: 'attach'; readonly target: Target; readonly ref?: string } & AttachHow)
  /** Lets the person write in their own editor; `edited` brings the text. */
  | { readonly type: 'edit-text'; readonly text: string }
  /** Ends the warm connections that fleetmux opened, all or those of one host. */
  | { readonly type: 'close-masters'; readonly host?: string; readonly ref?: string }
  /** Writes the hosts that another tool's configuration names into ours. */
  | {
      readonly type: 'import-hosts'
      readonly from: 'atmux' | 'ssh'
      readonly names?: readonly string[]
      readonly ref?: string
    }
  /** Looks through containers or pods for some that have tmux; `discovered` brings them. */
  | {
      readonly type: 'discover'
      readonly from: DiscoverFrom
      readonly context?: string
      readonly namespace?: string
      readonly ref?: string
    }
  /** Writes a host into the configuration (`isNew`), or what becomes different about it. */
  | {
      readonly type: 'keep-host'
      readonly host: string
      readonly change: HostChange
      readonly isNew?: boolean
      readonly ref?: string
    }
  /** Takes a host out of the configuration; what runs there goes on. */
  | { readonly type: 'drop-host'; readonly host: string; readonly ref?: string }
  /** Reads which hosts could be imported from the user's ssh_config. */
  | { readonly type: 'read-importable'; readonly ref?: string }
  | { readonly type: 'quit' }

export type Key = { readonly key: string } | { readonly text: string } | { readonly paste: string }
