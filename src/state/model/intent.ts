import type { Panel, Prompt, Sort } from '../view-model.ts'
import type { Way } from '../wall-model.ts'
import type { Errand } from './errand.ts'
import type { HostChange } from './host-config.ts'
import type { HostIntent } from './host-intent.ts'
import type { How } from './receipt.ts'
import type { Aim, SessionRef, Target } from './target.ts'
import type { Decision } from './tracked-session.ts'

/** What a person asks, by a key, a word on the command line or a request: one vocabulary. */
export type Intent = FleetIntent | ViewIntent | HostIntent

/** Asks something of hosts. Its `ref` comes back in the log entry that tells what became of it. */
export type FleetIntent =
  | Errand
  | { readonly type: 'dial'; readonly host: string }
  /** `up`: lines to scroll back as soon as its screen is here. */
  | { readonly type: 'follow'; readonly target: Target | null; readonly up?: number }
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
  /** Writes the last minutes of the followed pane into a file. */
  | { readonly type: 'keep-past' }
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
  | { readonly type: 'fetch-results'; readonly id: string; readonly ref?: string }
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
  /** Closes what is open, and goes to that session, or to that host in the pool. */
  | { readonly type: 'go'; readonly host: string; readonly session?: string }
  | { readonly type: 'back' }
  | { readonly type: 'live' }
  /** Shows the followed pane as it was so many changes or seconds later than what is shown; back in time when negative. */
  | { readonly type: 'rewind'; readonly by: number; readonly unit: 'change' | 'second' }
  /** Shows what has come since the followed pane was last looked at. */
  | { readonly type: 'to-new' }
  /** Stops the output where it is, with so many lines of scrollback. */
  /** `joined`: what tmux has wrapped is one line. */
  | { readonly type: 'look-back'; readonly lines: number | 'all'; readonly joined?: boolean }
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
        | 'wall'
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
  /** On the wall: another tile is focused. */
  | { readonly type: 'tile'; readonly to: Way }
  /** Another page of the wall. */
  | { readonly type: 'turn-wall'; readonly by: 1 | -1 }
  /** The focused tile has the whole wall, or gives it back. */
  | { readonly type: 'zoom-tile' }
  | { readonly type: 'next-layout' }
  /** Who is on the wall: who is marked, who the filter shows, who needs a person. */
  | { readonly type: 'next-source' }
  /** One step out of the wall, or right to the output of the focused tile. */
  | { readonly type: 'leave-wall'; readonly to?: 'output' }
  | { readonly type: 'click'; readonly x: number; readonly y: number }
  | { readonly type: 'wheel'; readonly x: number; readonly y: number; readonly by: 1 | -1 }
  | { readonly type: 'mouse'; readonly on?: boolean }
  | { readonly type: 'say'; readonly text: string }
  /** Takes back what the status line says. */
  | { readonly type: 'hush' }
