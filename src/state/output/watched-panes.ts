import { isReached } from '../hosts/link-text.ts'
import { paneKey, type Screen, type Watched } from '../model/live-pane.ts'
import { type Handlers, type Step, step } from '../model/messages/step.ts'
import type { State } from '../model/state.ts'
import type { Target } from '../model/target.ts'
import { sameTarget } from '../targets/target.ts'

/** Maximum number of stored screens of panes that are no longer watched, so that they can be shown at once. */
const KEPT = 60

/** The reducers of the panes that are watched in addition to the followed one. */
export const watchedPanes: Handlers = {
  'watch-panes': (state, { targets }) => watchShown(state, targets),
  tiles: (state, { host, server, screens }) =>
    step(
      screens.reduce((now, { pane, screen }) => put(now, { host, server, pane }, screen), state),
    ),
  screen: (state, { target, screen }) => step(put(state, target, screen)),
}

/** Sets the panes that are shown besides the followed one: on the wall, or to clients of fleetmux's server. */
export function watchShown(state: State, shown: readonly Target[]): Step {
  return ask({ ...state, watched: { ...state.watched, shown } })
}

/**
 * Called after every message: watches the recorded panes, whatever is shown. `before`: the state before the message.
 */
export function watchRecorded(before: State, state: State): Step {
  const isSame =
    before.hosts === state.hosts && before.recordings.length === state.recordings.length
  return isSame || (state.recordings.length === 0 && before.recordings.length === 0)
    ? step(state)
    : ask(state)
}

/**
 * Requests from the hosts the screens of the shown panes and of those that are recorded as asciicasts, if the set of
 * these panes has changed.
 */
function ask(state: State): Step {
  const { asked, shown } = state.watched
  const targets = [...shown, ...recordedBeside(state, shown)]
  const isSame =
    asked.length === targets.length &&
    asked.every((each, at) => sameTarget(each, targets[at] ?? null))
  if (isSame) return step(state)
  const watched: Watched = { shown, asked: targets, screens: keep(known(state), targets) }
  return step({ ...state, watched }, { type: 'watch-tiles', targets })
}

function recordedBeside(state: State, shown: readonly Target[]): readonly Target[] {
  return state.recordings
    .map(each => each.target)
    .filter(target => isReachedIn(state, target) && !shown.some(each => sameTarget(each, target)))
}

function isReachedIn({ hosts }: State, { host }: Target): boolean {
  const known = hosts.get(host)
  return known !== undefined && isReached(known)
}

function put(state: State, target: Target, screen: Screen): State {
  const { watched } = state
  if (!watched.asked.some(each => sameTarget(each, target))) return state
  const screens = { ...watched.screens, [paneKey(target)]: screen }
  return { ...state, watched: { ...watched, screens } }
}

/** The stored screens and the followed pane's screen, which may have arrived before the pane was watched. */
function known({ watched, output: { target, screen } }: State): Watched['screens'] {
  return target && screen ? { ...watched.screens, [paneKey(target)]: screen } : watched.screens
}

/** The screens of the panes that are watched now (`targets`), and of the `KEPT` other panes that were watched last. */
function keep(screens: Watched['screens'], targets: readonly Target[]): Watched['screens'] {
  const watched = new Set(targets.map(paneKey))
  const all = Object.entries(screens)
  const others = all.filter(([key]) => !watched.has(key)).slice(-KEPT)
  return Object.fromEntries([...others, ...all.filter(([key]) => watched.has(key))])
}
