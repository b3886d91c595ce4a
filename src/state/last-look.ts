import type { Fresh, Look } from './model/live-pane.ts'
import type { State } from './model/state.ts'
import type { Target } from './model/target.ts'
import { height, trimmed } from './visible-rows.ts'

/** Milliseconds: whoever only runs through the list has not looked. */
const REST = 1500
const KEPT = 200

/** The state to leave its followed pane with: what is there now has been seen. */
export function leave(state: State): State {
  const { target, screen, since } = state.output
  if (!target || !screen || state.now - since < REST) return state
  const { [keyOf(target)]: _, ...others } = state.looks
  const seen = { at: state.now, history: screen.history, lines: trimmed(screen.lines) }
  const looks = Object.entries({ ...others, [keyOf(target)]: seen }).slice(-KEPT)
  return { ...state, looks: Object.fromEntries(looks) }
}

/** With its first screen: what has come since somebody last looked. */
export function withFresh(state: State): State {
  const { target, screen } = state.output
  const look = target && state.looks[keyOf(target)]
  if (!look || !screen) return state
  const line = firstNew(look, screen.history, trimmed(screen.lines))
  if (line === null) return state
  const count = screen.history + trimmed(screen.lines).length - line
  return fresh(state, { at: look.at, line, count, isFar: count > height(state) })
}

/** More of the scrollback is here: where it begins can be told better. */
export function withFreshIn(state: State, above: number, lines: readonly string[]): State {
  const { target, fresh: known } = state.output
  const look = target && state.looks[keyOf(target)]
  const line = look && known ? firstNew(look, above, lines) : null
  return known && line !== null ? fresh(state, { ...known, line }) : state
}

/**
 * The first line that is new, counted from the oldest of the scrollback; null where nothing is. `above`:
 * lines before the first of `lines`. What scrolled out of `lines` counts as unchanged.
 */
export function firstNew(look: Look, above: number, lines: readonly string[]): number | null {
  const end = above + lines.length
  // Cleared since then, or old lines were dropped: nothing stands where it stood.
  if (end < look.history) return above
  const changed = look.lines.findIndex((line, row) => {
    const at = look.history + row - above
    return at >= 0 && lines[at] !== line
  })
  const line = look.history + (changed < 0 ? look.lines.length : changed)
  return line < end ? Math.max(line, 0) : null
}

function fresh(state: State, found: Fresh): State {
  return { ...state, output: { ...state.output, fresh: found } }
}

function keyOf({ host, server, pane }: Target): string {
  return `${host} ${server} ${pane}`
}
