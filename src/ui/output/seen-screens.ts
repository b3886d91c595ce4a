import { paneKey } from '../../state/model/live-pane.ts'
import { withoutBlankEnd } from '../../state/text/lines.ts'
import type { Fresh, SeenScreen, SeenScreens } from '../model/reading.ts'
import type { UiState } from '../model/ui-state.ts'
import { height } from './visible-rows.ts'

/** Minimum time for which a pane must be followed to count as seen, in milliseconds. */
const REST = 1500
const KEPT = 200

/**
 * Called when the user leaves the followed pane. If this pane was followed for at least `REST`, adds its current
 * screen, with the time `now` in epoch milliseconds, to `looks` (what each pane showed when the user last looked at
 * it).
 */
export function looksAtLeaving({ output, looks }: UiState, now: number): SeenScreens {
  const { target, screen, since } = output
  if (!target || !screen || now - since < REST) return looks
  const { [paneKey(target)]: _, ...others } = looks
  const seen = { at: now, history: screen.history, lines: withoutBlankEnd(screen.lines) }
  return Object.fromEntries(Object.entries({ ...others, [paneKey(target)]: seen }).slice(-KEPT))
}

/** Called at the first screen of a pane: finds the output since the user last looked at the pane. */
export function withFresh(state: UiState): UiState {
  const { target, screen } = state.output
  const look = target && state.looks[paneKey(target)]
  if (!look || !screen) return state
  const line = firstNew(look, screen.history, withoutBlankEnd(screen.lines))
  if (line === null) return state
  const count = screen.history + withoutBlankEnd(screen.lines).length - line
  return fresh(state, { at: look.at, line, count, isFar: count > height(state) })
}

/**
 * Called when more scrollback has arrived: finds the start of the output since the user last looked at the pane more
 * exactly than `withFresh`.
 */
export function withFreshIn(state: UiState, above: number, lines: readonly string[]): UiState {
  const { target } = state.output
  const { fresh: known } = state.reading
  const look = target && state.looks[paneKey(target)]
  const line = look && known ? firstNew(look, above, lines) : null
  return known && line !== null ? fresh(state, { ...known, line }) : state
}

/**
 * The first new line, counted from the oldest line of the scrollback; null: nothing is new. `above`: number of lines
 * above the first of `lines`. Lines that are not in `lines` any more count as unchanged.
 */
export function firstNew(look: SeenScreen, above: number, lines: readonly string[]): number | null {
  const end = above + lines.length
  // The scrollback was cleared or old lines were dropped, so all lines have moved.
  if (end < look.history) return above
  const changed = look.lines.findIndex((line, row) => {
    const at = look.history + row - above
    return at >= 0 && lines[at] !== line
  })
  const line = look.history + (changed < 0 ? look.lines.length : changed)
  return line < end ? Math.max(line, 0) : null
}

function fresh(state: UiState, found: Fresh): UiState {
  return { ...state, reading: { ...state.reading, fresh: found } }
}
