import type { Errand } from './errand.ts'
import type { HostChange } from './host-config.ts'
import type { How } from './receipt.ts'
import type { Aim, Target } from './target.ts'
import type { Decision } from './tracked-session.ts'

/**
 * What is asked of the fleet, by a key, a command or a request: one vocabulary. Its `ref` comes back in the log entry
 * that tells what became of it.
 */
export type Intent =
  | Errand
  | { readonly type: 'dial'; readonly host: string }
  /** A person sits at a screen from now on, and is told who needs them. */
  | { readonly type: 'attend' }
  | { readonly type: 'follow'; readonly target: Target | null }
  /** Reads the newest lines of the followed pane's scrollback, into `State.output`; `joined`: what tmux has wrapped is one line. */
  | { readonly type: 'read-scrollback'; readonly lines: number; readonly joined?: boolean }
  /** Sends a text to all of these at once. What became of each stands in `State.broadcasts`. */
  | {
      readonly type: 'broadcast'
      readonly targets: readonly Aim[]
      readonly text: string
      readonly how: How
      /** Panes that have it already: under another host's name they get nothing. */
      readonly heard?: readonly Target[]
      readonly ref?: string
    }
  /** Sends it again to those who did not get it; `unsure`: even where it may have arrived. */
  | {
      readonly type: 'retry'
      readonly id: number
      readonly unsure?: boolean
      readonly ref?: string
    }
  /** Sends C-c to all who may have got it. `deadline`: milliseconds. */
  | {
      readonly type: 'interrupt'
      readonly id: number
      readonly deadline?: number
      readonly ref?: string
    }
  /** Sends it to none of those whose hosts are still waited for. */
  | { readonly type: 'call-off'; readonly id: number }
  /** Records what these panes show, from now on; where one of them is recorded, ends that. */
  | { readonly type: 'record'; readonly targets: readonly Target[] }
  | {
      readonly type: 'new'
      readonly host: string
      readonly name?: string
      readonly directory?: string
      readonly command?: readonly string[] | string
      readonly ref?: string
    }
  /** Looks for a text on all screens and in so many lines of scrollback, on these hosts or all. */
  | {
      readonly type: 'search-fleet'
      readonly hosts?: readonly string[]
      readonly pattern: string
      readonly lines: number
      /** The text as it stands; else an extended regular expression. */
      readonly fixed: boolean
      readonly ignoreCase: boolean
    }
  /** Ends a tracked session; `force`: it counts as ended even where its host cannot be asked. */
  | {
      readonly type: 'end-tracked'
      readonly id: string
      readonly force: boolean
      readonly ref?: string
    }
  /** Whether a machine of the pool takes further sessions. */
  | {
      readonly type: 'duty'
      readonly host: string
      readonly decision: Decision
      readonly ref?: string
    }
  /** Looks how much memory the tracked sessions take that run. */
  | { readonly type: 'measure'; readonly ref?: string }
  /** Brings the commits of a tracked session home. */
  | {
      readonly type: 'fetch-results'
      readonly id: string
      /** The local repository that they go into; default the one that it was packed from. */
      readonly repository?: string
      readonly ref?: string
    }
  /** Says on which host a tracked session is now. */
  | {
      readonly type: 'reassign'
      readonly id: string
      readonly host: string
      readonly ref?: string
    }
  /** Rebuilds the state file from the sessions on these hosts, all by default. */
  | { readonly type: 'recover'; readonly hosts?: readonly string[]; readonly ref?: string }
  | {
      readonly type: 'kill'
      readonly host: string
      readonly server: string
      readonly session: string
      readonly name: string
      readonly ref?: string
    }
  /** Tests a host, as it is or as `change` would make it; `State.tests` tells, under this ref. */
  | {
      readonly type: 'test-host'
      readonly host: string
      readonly change?: HostChange
      /** Looks for agents too. */
      readonly agents?: boolean
      readonly ref: string
    }
  /** Lets a person log in on their own terminal once; all else then goes over that connection. */
  | {
      readonly type: 'connect-host'
      readonly host: string
      /** What ssh said stays to be read until Enter, where it did not get in. */
      readonly waits?: true
      readonly ref?: string
    }
