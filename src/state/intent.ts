import type { AttachHow, Key } from './command.ts'
import type { DiscoverFrom } from './discovered.ts'
import type { Decision } from './duty.ts'
import type { HostChange } from './host-entry.ts'
import type { LaunchOrder } from './launch.ts'
import type { How } from './receipt.ts'
import type { Aim } from './recipient.ts'
import type { SessionRef, Target } from './ref.ts'
import type { Panel, Prompt, Sort } from './view-model.ts'

/** What a person asks, by a key, a word on the command line or a request: one vocabulary. */
export type Intent = FleetIntent | ViewIntent

/** Asks something of hosts. Its `ref` comes back in the log entry that tells what became of it. */
export type FleetIntent =
  | { readonly type: 'dial'; readonly host: string }
  | { readonly type: 'hang-up'; readonly host: string }
  /** `up`: lines to scroll back as soon as its screen is here. */
  | { readonly type: 'follow'; readonly target: Target | null; readonly up?: number }
  | {
      readonly type: 'send'
      readonly target: Target
      readonly text: string
      readonly enter: boolean
      readonly ref?: string
    }
  | { readonly type: 'keys'; readonly target: Target; readonly keys: readonly Key[] }
  /** Sends a text to all of these at once. What became of each stands in `State.broadcasts`. */
  | {
      readonly type: 'broadcast'
      readonly targets: readonly Aim[]
      readonly text: string
      readonly how: How
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
  /** Reads what agents do on all hosts, from now on. */
  | { readonly type: 'read-agents' }
  /** Starts a session for each prompt; what becomes of them stands in `State.launches` under `ref`. */
  | { readonly type: 'launch'; readonly order: LaunchOrder; readonly ref: string }
  /** Reads the state file of tracked sessions, and hears of its changes from then on. */
  | { readonly type: 'track'; readonly ref?: string }
  /** Brings a host into the fleet that a record names and no configuration does. */
  | { readonly type: 'join'; readonly host: string; readonly ref?: string }
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
  /** Gives a machine back to its provider for good, with all that is on it. */
  | {
      readonly type: 'remove-machine'
      readonly host: string
      /** A person has named it: it goes even where the pool has not made it. */
      readonly named?: boolean
      readonly ref?: string
    }
  /** Looks how much memory the tracked sessions take that run. */
  | { readonly type: 'measure'; readonly ref?: string }
  /** Brings the commits of a tracked session home. */
  | { readonly type: 'fetch-results'; readonly id: string; readonly ref?: string }
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
  | ({ readonly type: 'attach'; readonly target: Target; readonly ref?: string } & AttachHow)
  /** Lets the person write in their own editor; `edited` brings the text. */
  | { readonly type: 'edit-text'; readonly text: string }
  /** Looks at what this machine has of all that fleetmux needs. */
  | { readonly type: 'examine' }
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
  | { readonly type: 'connect-host'; readonly host: string; readonly ref?: string }
  /** Reads which hosts could be imported from the user's ssh_config. */
  | { readonly type: 'read-importable'; readonly ref?: string }
  /** Reads what the configuration says, and where. */
  | { readonly type: 'read-values'; readonly ref?: string }
  | { readonly type: 'quit' }

/** Changes what is on the screen. */
export type ViewIntent =
  | { readonly type: 'focus'; readonly panel: Panel | 'next' | 'previous' }
  | { readonly type: 'zoom' }
  /** The selection, or the text in the output panel. */
  | { readonly type: 'move'; readonly by: number }
  | { readonly type: 'page'; readonly by: 1 | -1 | 0.5 | -0.5 }
  | { readonly type: 'first' }
  | { readonly type: 'last' }
  | { readonly type: 'shift'; readonly by: number }
  | { readonly type: 'jump'; readonly row: number }
  | { readonly type: 'enter' }
  | { readonly type: 'back' }
  | { readonly type: 'live' }
  /** Stops the output where it is, with so many lines of scrollback. */
  | { readonly type: 'look-back'; readonly lines: number | 'all' }
  | { readonly type: 'sort'; readonly by?: Sort }
  | { readonly type: 'group' }
  | { readonly type: 'filter'; readonly text: string }
  /** Opens a mode; `kill` asks before it ends `session`, by default the selected one, `quit` before texts are lost. */
  | {
      readonly type: 'ask'
      readonly mode:
        | Prompt
        | 'type'
        | 'new'
        | 'help'
        | 'log'
        | 'kill'
        | 'compose'
        | 'interrupt'
        | 'receipts'
        | 'launch'
        | 'launches'
        | 'hits'
        | 'answer'
        | 'explain'
        | 'quit'
      readonly session?: SessionRef
      /** Of `compose`: what to send; it is asked at once to whom. */
      readonly text?: string
      /** Of `interrupt`: the broadcast whose hearers are meant. */
      readonly id?: number
    }
  /** Marks sessions: the selected one (or unmarks it), all up to it, all that the filter shows, of its host. */
  | { readonly type: 'mark'; readonly what: 'one' | 'range' | 'shown' | 'host' | 'none' }
  | { readonly type: 'mark-these'; readonly sessions: readonly SessionRef[] }
  /** The next way of sending what is written. */
  | { readonly type: 'send-mode' }
  | { readonly type: 'only-at-prompt' }
  /** Whether it waits for hosts that are down. */
  | { readonly type: 'queue' }
  | { readonly type: 'turn-receipts'; readonly by: 1 | -1 }
  | { readonly type: 'edit'; readonly key: string }
  | { readonly type: 'typed'; readonly text: string }
  | { readonly type: 'submit' }
  | { readonly type: 'complete' }
  | { readonly type: 'recall'; readonly by: 1 | -1 }
  | { readonly type: 'next-field'; readonly by: 1 | -1 }
  | { readonly type: 'match'; readonly by: 1 | -1 }
  | { readonly type: 'answer'; readonly yes: boolean }
  /** A person sits at a screen from now on, and is told who needs them. */
  | { readonly type: 'attend' }
  /** Goes to the next session that needs a person. */
  | { readonly type: 'next-need' }
  /** The answer to the question that is shown, by its key. */
  | { readonly type: 'choose'; readonly key: string }
  /** Leaves the question open and goes to the next. */
  | { readonly type: 'pass-over' }
  | { readonly type: 'pane'; readonly by: 1 | -1 }
  | { readonly type: 'click'; readonly x: number; readonly y: number }
  | { readonly type: 'wheel'; readonly x: number; readonly y: number; readonly by: 1 | -1 }
  | { readonly type: 'mouse'; readonly on?: boolean }
  | { readonly type: 'say'; readonly text: string }
