import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Mode, Panel } from '../model/view.ts'

/** One key binding. */
export interface Binding {
  readonly modes: readonly Mode[]
  /** The binding works only while one of these panels is focused; missing: in every panel. */
  readonly panels?: readonly Panel[]
  /** The keys in tmux's notation. `ESCAPE_CHORD`: the key of the setting `escape`, which ends typing into a pane. */
  readonly keys: readonly string[]
  readonly label: string
  /** The intents of the key, dispatched in order. Null: the screen itself handles the key. */
  readonly run: (state: UiState, key: string) => UiIntent | readonly UiIntent[] | null
  /** Why the key does not work now, in one sentence; null if it works. */
  readonly refused?: (state: UiState) => string | null
  /** A short label for the footer; the smallest `order` comes first. `when`: only in these states; missing: always. */
  readonly hint?: {
    readonly order: number
    readonly label: string
    readonly when?: (state: UiState) => boolean
  }
}

export const ESCAPE_CHORD = 'escape-chord'

type More = Pick<Binding, 'refused' | 'hint'>

type Asked = UiIntent | Binding['run']

/** A binding in normal mode, for some panels or, with null, for all. */
export function inPanels(
  panels: readonly Panel[] | null,
  keys: readonly string[],
  label: string,
  asked: Asked,
  more: More = {},
): Binding {
  const run = runOf(asked)
  return { modes: ['normal'], keys, label, run, ...(panels && { panels }), ...more }
}

/** A binding that works in these modes, whichever panel has the focus. */
export function inModes(
  modes: readonly Mode[],
  keys: readonly string[],
  label: string,
  asked: Asked,
  more: More = {},
): Binding {
  return { modes, keys, label, run: runOf(asked), ...more }
}

export function hint(order: number, label: string, when?: (state: UiState) => boolean): More {
  return { hint: { order, label, ...(when && { when }) } }
}

function runOf(asked: Asked): Binding['run'] {
  return typeof asked === 'function' ? asked : () => asked
}
