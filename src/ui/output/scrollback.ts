import { sameTarget } from '../../state/targets/target.ts'
import { withoutBlankEnd } from '../../state/text/lines.ts'
import type { Paused } from '../model/reading.ts'
import type { UiState } from '../model/ui-state.ts'
import { type Handlers, type Step, step } from '../view/step.ts'
import { clearToast, say } from '../view/toast.ts'
import { withFreshIn } from './seen-screens.ts'
import { beginSearch, hits, jumpTo, moveMatch } from './text-search.ts'
import { height, maxScroll } from './visible-rows.ts'

const FIRST = 1000
const MANY = 16_000
const WHEEL = 3

/**
 * Message handlers that scroll in the followed pane. Scrolling pauses the panel, not the pane, so the text does not
 * move.
 */
export const scrolling: Handlers = {
  move: (state, { by }) => (isReading(state) ? scroll(state, -by) : step(state)),
  page: (state, { by }) =>
    isReading(state) ? scroll(state, -Math.trunc(by * height(state))) : step(state),
  first: state => (isReading(state) ? goTo(state, 'top') : step(state)),
  'to-new': state => toNew(state),
  last: state => (isReading(state) ? step(backToLive(clearToast(state))) : step(state)),
  live: state => step(backToLive(clearToast(state))),
  shift: (state, { by }) => (isReading(state) ? step(shift(state, by)) : step(state)),

  history: (state, { target, lines, above }) =>
    state.reading.paused && sameTarget(target, state.output.target)
      ? step(found(state, state.reading.paused, withoutBlankEnd(lines), above))
      : step(state),

  // The whole scrollback is requested when the search prompt opens, so that it arrives while the user types.
  ask: (state, { mode }) => (mode === 'search' ? pause(state, 'all') : step(state)),
  submit: state =>
    state.view.mode === 'search' ? step(beginSearch(state, state.view.line.text)) : step(state),
  match: (state, { by }) => (isReading(state) ? step(moveMatch(state, by)) : step(state)),
}

/** Whether movement keys scroll the output panel. */
export function isReading({ view }: UiState): boolean {
  return view.mode === 'normal' && view.panel === 'output'
}

/** Scrolls up by `lines`, or down if negative. Scrolling down past the newest line returns the panel to live output. */
export function scroll(state: UiState, lines: number): Step {
  if (lines < 0 && !state.reading.paused) return step(clearToast(state))
  const { state: stopped, commands } = pause(clearToast(state))
  const { paused } = stopped.reading
  if (!paused) return step(say(stopped, 'There is nothing to scroll yet.'))
  if (paused.below + paused.owed + lines <= 0) return step(backToLive(stopped))
  const wanted = Math.max(0, paused.below + paused.owed + lines)
  const below = Math.min(wanted, maxScroll(stopped, paused))
  const owed = paused.above > 0 ? wanted - below : 0
  const moved = { ...stopped, reading: { ...stopped.reading, paused: { ...paused, below, owed } } }
  if (below === paused.below && paused.above === 0 && !paused.loading) {
    // All lines are visible, so the panel need not pause.
    const shown = below === 0 && !state.reading.search ? backToLive(moved) : moved
    return step(say(shown, 'This is the oldest line that tmux has.'))
  }
  const more = nearTop(moved) ? ask(moved, nextAmount(paused)) : step(moved)
  return { state: more.state, commands: [...commands, ...more.commands] }
}

export function scrollByWheel(state: UiState, by: 1 | -1): Step {
  return scroll(state, -by * WHEEL)
}

/** Whether the panel shows anything but the live screen. */
export function isAway({ reading: { paused, search, rewound } }: UiState): boolean {
  return paused !== null || search !== null || rewound !== null
}

export function backToLive(state: UiState): UiState {
  const { reading } = state
  if (!isAway(state)) return state
  return { ...state, reading: { ...reading, paused: null, search: null, rewound: null } }
}

/** Stops the live output in the output panel, so that the user can scroll back, and requests the scrollback. */
function pause(state: UiState, lines: number | 'all' = FIRST): Step {
  const { screen } = state.output
  const { paused } = state.reading
  if (!screen) return step(state)
  if (paused) return paused.above > 0 && lines === 'all' ? ask(state, 'all') : step(state)
  const stopped: Paused = {
    lines: withoutBlankEnd(screen.lines),
    below: 0,
    owed: 0,
    above: screen.history,
    loading: false,
    asked: 0,
    goal: null,
  }
  const next = { ...state, reading: { ...state.reading, paused: stopped, rewound: null } }
  return screen.history > 0 ? ask(next, lines) : step(next)
}

function ask(state: UiState, lines: number | 'all'): Step {
  const { target } = state.output
  const { paused } = state.reading
  if (!target || !paused || paused.loading) return step(state)
  const loading = { ...paused, loading: true, asked: lines }
  return step(
    { ...state, reading: { ...state.reading, paused: loading } },
    { type: 'history', target, lines },
  )
}

function nearTop(state: UiState): boolean {
  const { paused } = state.reading
  return !!paused && paused.above > 0 && maxScroll(state, paused) - paused.below < 2 * height(state)
}

function nextAmount({ asked }: Paused): number | 'all' {
  if (asked === 'all' || asked >= MANY) return 'all'
  return asked === 0 ? FIRST : asked * 4
}

/** Scrolls to the first line that was printed since the user last looked at the pane. */
function toNew(state: UiState): Step {
  return state.reading.fresh
    ? goTo(state, 'new')
    : step(say(state, 'No new output since you last looked at this pane.'))
}

function goTo(state: UiState, goal: 'top' | 'new'): Step {
  const { state: stopped, commands } = pause(clearToast(state), 'all')
  const { paused } = stopped.reading
  if (!paused) return step(say(state, 'There is nothing to scroll yet.'))
  const below = belowAt(stopped, paused, lineOf(stopped, goal))
  const next = { ...paused, below, goal: paused.above > 0 ? goal : null }
  return { state: { ...stopped, reading: { ...stopped.reading, paused: next } }, commands }
}

/** The line to show at the top, counted from the oldest line of the scrollback. */
function lineOf({ reading: { fresh } }: UiState, goal: 'top' | 'new'): number {
  // The last line that the user has seen stays visible above the new lines, for orientation.
  return goal === 'top' ? 0 : Math.max(0, (fresh?.line ?? 0) - 1)
}

/** How far to scroll up, in lines, so that `line` is the first visible line. Only loaded lines can be reached. */
function belowAt(state: UiState, paused: Paused, line: number): number {
  const most = maxScroll(state, paused)
  return Math.max(0, Math.min(most, most - (line - paused.above)))
}

function shift(state: UiState, by: number): UiState {
  const { left } = state.reading
  const widest = Math.max(0, (state.output.screen?.width ?? 0) - 1)
  return {
    ...clearToast(state),
    reading: { ...state.reading, left: Math.max(0, Math.min(left + by, widest)) },
  }
}

/** Handles loaded scrollback. The visible text does not move. */
function found(state: UiState, before: Paused, lines: readonly string[], above: number): UiState {
  const after: Paused = { ...before, lines, above, loading: false, goal: null, owed: 0 }
  const read = withFreshIn(state, above, lines)
  const wanted = place(before, after, height(state)) + before.owed
  const goal = before.goal && lineOf(read, before.goal)
  const below =
    goal !== null && goal >= above
      ? belowAt(state, after, goal)
      : Math.min(maxScroll(state, after), wanted)
  const next = { ...read, reading: { ...read.reading, paused: { ...after, below } } }
  const { search } = state.reading
  return search ? jumpTo(next, { ...search, hits: hits(lines, search.text) }) : next
}

const SEEK = 20_000

/**
 * Number of lines below the visible text after the scrollback `after` was loaded, so that the visible text does not
 * move. It is computed from line numbers. If tmux has dropped old lines meanwhile, the visible lines are searched for
 * in `after`.
 */
function place(before: Paused, after: Paused, height: number): number {
  const end = before.lines.length - before.below
  const block = before.lines.slice(Math.max(0, end - height), end)
  const counted = after.above + after.lines.length - (before.above + end)
  const expected = Math.max(0, counted)
  for (let below = expected; below < expected + SEEK && below <= after.lines.length; below++) {
    if (endsWith(after.lines, after.lines.length - below, block)) return below
  }
  return expected
}

function endsWith(lines: readonly string[], end: number, block: readonly string[]): boolean {
  const start = end - block.length
  return start >= 0 && block.every((line, index) => lines[start + index] === line)
}
