import { needySessions, refOfNeedy } from '../../state/agents/attention.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Wall, WallLayout, WallSource } from '../model/wall.ts'
import { backToLive } from '../output/scrollback.ts'
import { select } from '../sessions/selection.ts'
import { contains } from '../view/layout.ts'
import { type Handlers, type Step, step } from '../view/step.ts'
import { clearToast, say, withView } from '../view/toast.ts'
import { focusOn, hungOn, pageOn, refOfHung, sourceOf, tilesOf } from './tile.ts'
import { placeOf } from './tile-direction.ts'

/**
 * Message handlers of the wall, which shows many sessions as tiles. `wall-watch.ts` requests the screens of their
 * panes.
 */
export const wall: Handlers = {
  ask: (state, { mode }) => step(mode === 'wall' ? open(clearToast(state)) : state),
  tile: (state, { to }) => moveTo(clearToast(state), placeOf(state, to)),
  'turn-wall': (state, { by }) => turn(clearToast(state), by),
  'zoom-tile': state => step(change(clearToast(state), ({ zoomed }) => ({ zoomed: !zoomed }))),
  'next-layout': state => step(nextLayout(state)),
  'next-source': state => step(nextSource(state)),
  'leave-wall': (state, { to }) => step(leave(clearToast(state), to)),
  click: (state, { x, y }) =>
    state.view.mode === 'wall' ? click(clearToast(state), x, y) : step(state),
  wheel: (state, { by }) =>
    state.view.mode === 'wall' ? turn(clearToast(state), by) : step(state),
}

const LAYOUTS: readonly WallLayout[] = ['grid', 'columns', 'main']
const SOURCES: readonly WallSource[] = ['marked', 'shown', 'needy']

/** Names of the layouts on the screen. */
export const LAYOUT_WORDS: Readonly<Record<WallLayout, string>> = {
  grid: 'grid',
  columns: 'columns',
  main: 'one large',
}

/** How the screen names the choices of sessions that the wall can show. */
export const SOURCE_WORDS: Readonly<Record<WallSource, string>> = {
  marked: 'marked',
  shown: 'all that the filter shows',
  needy: 'those that need you',
}

function open(state: UiState): UiState {
  const source = state.view.marks.length > 0 ? 'marked' : 'shown'
  const hung: Wall = { source, layout: 'grid', zoomed: false, at: null, near: 0, needy: [] }
  return withView(backToLive(state), { mode: 'wall', wall: hung })
}

/** Goes one step back: from a zoomed tile to all tiles, then to the panels. */
function leave(state: UiState, to?: 'output'): UiState {
  if (!to && state.view.wall?.zoomed) return change(state, () => ({ zoomed: false }))
  return withView(state, { mode: 'normal', wall: null, ...(to && { panel: to }) })
}

function change(state: UiState, to: (wall: Wall) => Partial<Wall>): UiState {
  const { wall: hung } = state.view
  return hung ? withView(state, { wall: { ...hung, ...to(hung) } }) : state
}

function nextLayout(state: UiState): UiState {
  const turned = change(state, ({ layout }) => ({ layout: after(LAYOUTS, layout), zoomed: false }))
  return turned.view.wall ? say(turned, `Layout: ${LAYOUT_WORDS[turned.view.wall.layout]}`) : turned
}

/** Switches to the next source of the wall's sessions. `marked` is skipped while no session is marked. */
function nextSource(state: UiState): UiState {
  const { wall: hung, marks } = state.view
  if (!hung) return state
  const next = after(SOURCES, sourceOf(state, hung))
  const source = next === 'marked' && marks.length === 0 ? 'shown' : next
  const needy = source === 'needy' ? needySessions(state).map(refOfNeedy) : []
  const turned = change(state, () => ({ source, needy, zoomed: false, at: null, near: 0 }))
  return say(turned, `On the wall: ${SOURCE_WORDS[source]}`)
}

function after<T>(all: readonly T[], one: T): T {
  return all[(all.indexOf(one) + 1) % all.length] ?? one
}

function moveTo(state: UiState, index: number): Step {
  const hung = hungOn(state)
  const next = hung[Math.max(0, Math.min(index, hung.length - 1))]
  return next && index !== focusOn(state) ? select(state, refOfHung(next)) : step(state)
}

function turn(state: UiState, by: number): Step {
  const { number, count, size } = pageOn(state)
  const to = number + by
  return to < 0 || to >= count ? step(state) : moveTo(state, to * size)
}

function click(state: UiState, x: number, y: number): Step {
  const tile = tilesOf(state).find(({ area }) => contains(area, x, y))
  return tile ? select(state, refOfHung(tile)) : step(state)
}
