import type { Screen } from '../../state/model/live-pane.ts'
import type { Target } from '../../state/model/target.ts'
import { follow } from '../../state/output/followed-pane.ts'
import { sameTarget } from '../../state/targets/target.ts'
import type { UiState } from '../model/ui-state.ts'
import { READING_ANEW } from '../view/initial.ts'
import { type Handlers, onScreen, type Step, step } from '../view/step.ts'
import { addFrame } from './lookback-buffer.ts'
import { rewinding } from './rewind.ts'
import { backToLive, scroll, scrolling } from './scrollback.ts'
import { looksAtLeaving, withFresh } from './seen-screens.ts'

/** Message handlers that scroll, rewind and search in the followed pane. */
export const reading: Handlers = {
  ...scrolling,
  ...rewinding,

  'follow-back': (state, { target, up }) => {
    const { state: shown, commands } = followPane(state, target)
    const next = up > 0 ? { ...shown, reading: { ...shown.reading, up } } : shown
    return step(next, ...commands)
  },
  // After typing, the panel returns to live output.
  keys: state => step(backToLive(state)),
  send: state => step(backToLive(state)),

  screen: (state, { target, screen }, at) =>
    state.output.failure || !sameTarget(target, state.output.target)
      ? step(state)
      : arrive(state, screen, at),
}

/** Follows this pane in the output panel. */
export function followPane(state: UiState, target: Target | null): Step {
  const followed = onScreen(state, follow(state, target))
  return { ...followed, state: readAnew(state, followed.state) }
}

/** Resets scrolling, rewinding and searching when another pane is followed. `before`: the state before the message. */
export function readAnew(before: UiState, state: UiState): UiState {
  const { target, since } = state.output
  if (sameTarget(target, before.output.target)) {
    return since === before.output.since ? state : { ...state, reading: READING_ANEW }
  }
  return { ...state, reading: READING_ANEW, looks: looksAtLeaving(before, state.now) }
}

/** Handles the first screen of the followed pane, and each later one. */
function arrive(state: UiState, screen: Screen, at: number): Step {
  const { up, ...rest } = state.reading
  const isFirst = rest.ring.frames.length === 0
  const kept = { ...state, reading: { ...rest, ring: addFrame(rest.ring, screen, at) } }
  const next = isFirst ? withFresh(kept) : kept
  // The pane was opened at a search result, which is `up` lines above the end.
  return up ? scroll(next, up) : step(next)
}
