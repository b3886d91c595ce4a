import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Mode, Panel } from '../model/view.ts'

/** One row of the key table. */
export interface Binding {
  readonly modes: readonly Mode[]
  /** Only while one of these is focused; every panel when missing. */
  readonly panels?: readonly Panel[]
  /** In tmux's notation; `ESCAPE_CHORD` stands for the one in the settings. */
  readonly keys: readonly string[]
  readonly label: string
  /** What the key asks; several are carried out in order. Null: the screen itself does it. */
  readonly run: (state: UiState, key: string) => UiIntent | readonly UiIntent[] | null
  /** Why it cannot be done now, in one sentence. */
  readonly refused?: (state: UiState) => string | null
  /** Worth a place in the footer, the smallest number first, in so few words. */
  readonly hint?: { readonly order: number; readonly label: string }
}

export const ESCAPE_CHORD = 'escape-chord'

/** What a row has besides its place, keys and words. */
type More = Pick<Binding, 'refused' | 'hint'>

type Asked = UiIntent | Binding['run']

/** A row for the panels, all of them or some. */
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

/** A row for modes in which panels do not matter. */
export function inModes(
  modes: readonly Mode[],
  keys: readonly string[],
  label: string,
  asked: Asked,
  more: More = {},
): Binding {
  return { modes, keys, label, run: runOf(asked), ...more }
}

export function hint(order: number, label: string): More {
  return { hint: { order, label } }
}

function runOf(asked: Asked): Binding['run'] {
  return typeof asked === 'function' ? asked : () => asked
}
