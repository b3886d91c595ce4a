import { needySessions, refOfNeedy } from './agents/attention.ts'
import type { Screen } from './model/live-pane.ts'
import type { State } from './model/state.ts'
import type { SessionRef, Target } from './model/target.ts'
import { follow } from './output.ts'
import { isPrompt } from './prompt.ts'
import { select } from './selection.ts'
import { isReached } from './sessions/status.ts'
import { sameTarget } from './sessions/target.ts'
import { andThen, type Handlers, type Step, step } from './step.ts'
import { look } from './toast.ts'
import { type Tiles, tileKey, type Wall } from './wall-model.ts'
import { focusOn, hungOn, refOfHung, tilesOf } from './wall-tile.ts'

/** Screens that are kept while others are looked at: a page that was seen shows at once. */
const KEPT = 60

/** What the tiles show. The followed pane tells its screen by itself. */
export const tileScreens: Handlers = {
  tiles: (state, { host, server, screens }) =>
    step(
      screens.reduce((now, { pane, screen }) => put(now, { host, server, pane }, screen), state),
    ),
  screen: (state, { target, screen }) => step(put(state, target, screen)),
}

function put(state: State, target: Target, screen: Screen): State {
  const { tiles } = state
  if (!tiles?.asked.some(each => sameTarget(each, target))) return state
  return { ...state, tiles: { ...tiles, screens: { ...tiles.screens, [tileKey(target)]: screen } } }
}

/**
 * After any message: the focus is on a tile, its pane is followed, and exactly the panes that show are
 * asked for. `before`: the state that the message found.
 */
export function lookAfterWall(before: State, state: State): Step {
  if (!state.view.wall && state.recordings.length === 0) {
    return state.tiles ? step(forget(state), { type: 'watch-tiles', targets: [] }) : step(state)
  }
  const isSame =
    before.hosts === state.hosts &&
    before.view === state.view &&
    before.output.target === state.output.target &&
    before.recordings.length === state.recordings.length
  if (isSame) return step(state)
  const { mode } = state.view
  const focused = mode === 'wall' ? keepFocus(withNeedy(state)) : step(state)
  return andThen(focused, current => ask(current, wantedTargets(current)))
}

/** What shows, and what is recorded wherever one looks. */
function wantedTargets(state: State): readonly Target[] {
  const shown = shownTargets(state)
  const recorded = state.recordings.map(each => each.target)
  const others = recorded.filter(
    target => isReachedIn(state, target) && !shown.some(each => sameTarget(each, target)),
  )
  return [...shown, ...others]
}

function isReachedIn({ hosts }: State, { host }: Target): boolean {
  const known = hosts.get(host)
  return known !== undefined && isReached(known)
}

/** What a dialog covers, and what stands on other pages, is not asked for. */
function shownTargets(state: State): readonly Target[] {
  const { mode } = state.view
  if (mode !== 'wall' && mode !== 'type' && !isPrompt(mode)) return []
  return tilesOf(state).flatMap(({ host, target }) => (isReached(host) ? [target] : []))
}

/** Who comes to need a person is hung behind those who are there. */
function withNeedy(state: State): State {
  const { wall } = state.view
  if (wall?.source !== 'needy') return state
  const fresh = needySessions(state)
    .map(refOfNeedy)
    .filter(ref => !wall.needy.some(each => isRef(each, ref)))
  return fresh.length === 0 ? state : hold(state, { needy: [...wall.needy, ...fresh] })
}

/** The selected session, or the tile that has come to stand where it was; its pane is followed. */
function keepFocus(state: State): Step {
  const near = placeKept(state)
  const focused = hungOn(state)[near]
  if (!focused) return step(state)
  const at = refOfHung(focused)
  const held = isAt(state.view.wall, at, near) ? state : hold(state, { at, near })
  if (!isRef(state.view.session, at)) return select(held, at)
  const tile = tilesOf(held).find(each => each.focused)
  return tile && !sameTarget(tile.target, held.output.target)
    ? follow(held, tile.target)
    : step(held)
}

/** The list selects a neighbour in the list when the selected session goes; here it is the next tile. */
function placeKept(state: State): number {
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

function hold(state: State, more: Partial<Wall>): State {
  const { wall } = state.view
  return wall ? look(state, { wall: { ...wall, ...more } }) : state
}

function ask(state: State, targets: readonly Target[]): Step {
  const asked = state.tiles?.asked ?? []
  const isSame =
    asked.length === targets.length &&
    asked.every((each, at) => sameTarget(each, targets[at] ?? null))
  if (isSame) return step(state)
  const screens = keep(known(state), targets)
  return step({ ...state, tiles: { asked: targets, screens } }, { type: 'watch-tiles', targets })
}

/** The followed pane may have told its screen before it was on the wall, or under a dialog. */
function known({ tiles, output: { target, screen } }: State): Tiles['screens'] {
  const screens = tiles?.screens ?? {}
  return target && screen ? { ...screens, [tileKey(target)]: screen } : screens
}

/** Those that show, and the newest of the others. */
function keep(screens: Tiles['screens'], targets: readonly Target[]): Tiles['screens'] {
  const shown = new Set(targets.map(tileKey))
  const all = Object.entries(screens)
  const others = all.filter(([key]) => !shown.has(key)).slice(-KEPT)
  return Object.fromEntries([...others, ...all.filter(([key]) => shown.has(key))])
}

function forget({ tiles, ...state }: State): State {
  return { ...state }
}
