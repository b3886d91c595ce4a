import { needySessions, refOfNeedy } from '../../state/agents/attention.ts'
import { isReached } from '../../state/hosts/link-text.ts'
import type { SessionRef, Target } from '../../state/model/target.ts'
import { watchShown } from '../../state/output/watched-panes.ts'
import { sameTarget } from '../../state/targets/target.ts'
import { isPrompt } from '../model/mode.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Wall } from '../model/wall.ts'
import { followPane } from '../output/reading.ts'
import { select } from '../sessions/selection.ts'
import { andThen, onScreen, type Step, step } from '../view/step.ts'
import { withView } from '../view/toast.ts'
import { focusOn, hungOn, refOfHung, tilesOf } from './tile.ts'

/**
 * Runs after every message: focuses a tile, follows its pane, and requests exactly the visible panes. `before`: the
 * state before the message.
 */
export function lookAfterWall(before: UiState, state: UiState): Step {
  if (!state.view.wall) return before.view.wall ? watch(state, []) : step(state)
  const isSame =
    before.hosts === state.hosts &&
    before.view === state.view &&
    before.output.target === state.output.target
  if (isSame) return step(state)
  const focused = state.view.mode === 'wall' ? keepFocus(withNeedy(state)) : step(state)
  return andThen(focused, current => watch(current, shownTargets(current)))
}

function watch(state: UiState, targets: readonly Target[]): Step {
  return onScreen(state, watchShown(state, targets))
}

/** The panes of visible tiles. Tiles under a dialog or on other pages are not requested. */
function shownTargets(state: UiState): readonly Target[] {
  const { mode } = state.view
  if (mode !== 'wall' && mode !== 'type' && !isPrompt(mode)) return []
  return tilesOf(state).flatMap(({ host, target }) => (isReached(host) ? [target] : []))
}

/** Adds sessions that now need a person to the wall, at the end. */
function withNeedy(state: UiState): UiState {
  const { wall } = state.view
  if (wall?.source !== 'needy') return state
  const fresh = needySessions(state)
    .map(refOfNeedy)
    .filter(ref => !wall.needy.some(each => isRef(each, ref)))
  return fresh.length === 0 ? state : hold(state, { needy: [...wall.needy, ...fresh] })
}

/** Focuses the selected session, or the tile that has taken its place, and follows its pane. */
function keepFocus(state: UiState): Step {
  const near = placeKept(state)
  const focused = hungOn(state)[near]
  if (!focused) return step(state)
  const at = refOfHung(focused)
  const held = isAt(state.view.wall, at, near) ? state : hold(state, { at, near })
  if (!isRef(state.view.session, at)) return select(held, at)
  const tile = tilesOf(held).find(each => each.focused)
  return tile && !sameTarget(tile.target, held.output.target)
    ? followPane(held, tile.target)
    : step(held)
}

/** Index of the focused tile. If its session is gone, the tile that now has this index gets the focus. */
function placeKept(state: UiState): number {
  const hung = hungOn(state)
  const { at = null, near = 0 } = state.view.wall ?? {}
  const isGone = at !== null && !hung.some(each => isRef(refOfHung(each), at))
  return isGone ? Math.max(0, Math.min(near, hung.length - 1)) : focusOn(state)
}

function isAt(wall: Wall | null, at: SessionRef, near: number): boolean {
  return wall?.near === near && isRef(wall.at, at)
}

function isRef(one: SessionRef | null, other: SessionRef): boolean {
  return one?.host === other.host && one.session === other.session
}

function hold(state: UiState, more: Partial<Wall>): UiState {
  const { wall } = state.view
  return wall ? withView(state, { wall: { ...wall, ...more } }) : state
}
