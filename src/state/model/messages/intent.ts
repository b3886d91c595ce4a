import type { RunRef } from '../fleet-run.ts'
import type { HostChange } from '../host-config.ts'
import type { SendOptions } from '../receipt.ts'
import type { RecipientTarget, Target } from '../target.ts'
import type { Decision } from '../tracked-session.ts'
import type { DirectCommand } from './direct-command.ts'

/**
 * A request to the fleet by a key, a command or another process. Its `ref` is returned in the log entry with the
 * result.
 */
export type Intent =
  | DirectCommand
  | { readonly type: 'dial'; readonly host: string }
  /** A user is at a screen from now on and gets alerts. `silent`: without running the user's command for alerts. */
  | { readonly type: 'attend'; readonly silent?: true }
  /** Watches the runs of all hosts from now on. `again`: also checks hosts again that had no runs. */
  | { readonly type: 'attend-runs'; readonly again?: true }
  /**
   * Reads the conversation of this run into `State.runs`, now and whenever it grows, and no longer that of another run;
   * null: of no run.
   */
  | { readonly type: 'show-run'; readonly run: RunRef | null }
  | { readonly type: 'follow'; readonly target: Target | null }
  /**
   * Reads the newest lines of the followed pane's scrollback into `State.output`. `joined`: lines that tmux has wrapped
   * are joined.
   */
  | { readonly type: 'read-scrollback'; readonly lines: number; readonly joined?: boolean }
  /** Sends a text to all of these targets at once. The receipts are in `State.broadcasts`. */
  | {
      readonly type: 'broadcast'
      readonly targets: readonly RecipientTarget[]
      readonly text: string
      readonly how: SendOptions
      /** Panes that already got the text. They get nothing if they are listed again under another host name. */
      readonly heard?: readonly Target[]
      readonly ref?: string
    }
  /** Sends the text again to targets that did not get it. `unsure`: also to those that may have got it. */
  | {
      readonly type: 'retry'
      readonly id: number
      readonly unsure?: boolean
      readonly ref?: string
    }
  /**
   * Sends C-c to all targets of the broadcast `id` that may have got its text. `deadline`: timeout for each target, in
   * milliseconds; default: that of the broadcast.
   */
  | {
      readonly type: 'interrupt'
      readonly id: number
      readonly deadline?: number
      readonly ref?: string
    }
  /** Cancels the text for all targets that still wait. */
  | { readonly type: 'call-off'; readonly id: number }
  /** Captures only these panes whenever they change, into `State.watched`. */
  | { readonly type: 'watch-panes'; readonly targets: readonly Target[] }
  /** Records these panes from now on. If one of them is being recorded, ends the recording instead. */
  | { readonly type: 'record'; readonly targets: readonly Target[] }
  | {
      readonly type: 'new'
      readonly host: string
      readonly name?: string
      readonly directory?: string
      readonly command?: readonly string[] | string
      readonly ref?: string
    }
  /** Searches the screens and `lines` lines of scrollback, on these hosts or on all. */
  | {
      readonly type: 'search-fleet'
      readonly hosts?: readonly string[]
      readonly pattern: string
      readonly lines: number
      /** `pattern` is plain text; otherwise an extended regular expression. */
      readonly fixed: boolean
      readonly ignoreCase: boolean
    }
  /** Ends a tracked session (one that was started from a prompt). `force`: even if its host does not answer. */
  | {
      readonly type: 'end-tracked'
      readonly id: string
      readonly force: boolean
      readonly ref?: string
    }
  /** Changes whether a machine of the pool gets further sessions. */
  | {
      readonly type: 'duty'
      readonly host: string
      readonly decision: Decision
      readonly ref?: string
    }
  /** Measures the memory of the running tracked sessions. */
  | { readonly type: 'measure'; readonly ref?: string }
  /** Fetches the commits of a tracked session. */
  | {
      readonly type: 'fetch-results'
      readonly id: string
      /** The local repository that receives the commits; default: the one whose copy the session was started with. */
      readonly repository?: string
      readonly ref?: string
    }
  /** Changes the host of a tracked session in the state file. */
  | {
      readonly type: 'reassign'
      readonly id: string
      readonly host: string
      readonly ref?: string
    }
  /** Rebuilds the state file from the sessions on these hosts. Default: all hosts. */
  | { readonly type: 'recover'; readonly hosts?: readonly string[]; readonly ref?: string }
  | {
      readonly type: 'kill'
      readonly host: string
      readonly server: string
      readonly session: string
      readonly name: string
      readonly ref?: string
    }
  /** Tests a host, as it is or with `change` applied. The result is in `State.tests`, under this ref. */
  | {
      readonly type: 'test-host'
      readonly host: string
      readonly change?: HostChange
      /** Whether the test also finds out which agents are installed. */
      readonly agents?: boolean
      readonly ref: string
    }
  /** Lets the user log in once on the user's terminal. All later commands use that connection. */
  | {
      readonly type: 'connect-host'
      readonly host: string
      /** If the login fails, ssh's messages stay visible until the user presses Enter. */
      readonly waits?: true
      readonly ref?: string
    }
