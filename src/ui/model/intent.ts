import type { Intent } from '../../state/model/intent.ts'
import type { SessionRef, Target } from '../../state/model/target.ts'
import type { HostIntent } from './host-intent.ts'
import type { Panel, Prompt, Sort } from './view.ts'
import type { Direction } from './wall.ts'

/** What a person at a screen asks, of the fleet or of the screen. */
export type UiIntent = Intent | ViewIntent | HostIntent

/** Changes what is on the screen. */
export type ViewIntent =
  /** The terminal has another size. */
  | { readonly type: 'resized'; readonly columns: number; readonly rows: number }
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
  /** Follows a pane, so many lines back in its scrollback. */
  | { readonly type: 'follow-back'; readonly target: Target; readonly up: number }
  /** Writes the last minutes of the followed pane into a file. */
  | { readonly type: 'keep-past' }
  /** Shows the followed pane as it was so many changes or seconds later than what is shown; back in time when negative. */
  | { readonly type: 'rewind'; readonly by: number; readonly unit: 'change' | 'second' }
  /** Shows what has come since the followed pane was last looked at. */
  | { readonly type: 'to-new' }
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
  /** Goes to the next session that needs a person. */
  | { readonly type: 'next-need' }
  /** The answer to the question that is shown, by its key. */
  | { readonly type: 'choose'; readonly key: string }
  /** Leaves the question open and goes to the next. */
  | { readonly type: 'pass-over' }
  | { readonly type: 'pane'; readonly by: 1 | -1 }
  /** On the wall: another tile is focused. */
  | { readonly type: 'tile'; readonly to: Direction }
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
