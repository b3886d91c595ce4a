import type { UiState } from '../model/ui-state.ts'
import { type Handlers, step } from '../view/step.ts'
import { clearToast, say } from '../view/toast.ts'
import { frameAt, frameBeside } from './lookback-buffer.ts'
import { backToLive } from './scrollback.ts'

/** How far the keys `{` and `}` go in time, in seconds. */
export const REWIND_SECONDS = 10

/** Message handler that shows earlier screens of the followed pane. The pane itself continues meanwhile. */
export const rewinding: Handlers = {
  rewind: (state, { by, unit }) => step(turn(clearToast(state), by, unit)),
}

function turn(state: UiState, by: number, unit: 'change' | 'second'): UiState {
  const { ring, rewound } = state.reading
  const newest = ring.frames.at(-1)
  if (!newest) return say(state, 'No earlier output is stored yet.')
  if (rewound === null && by > 0) return say(state, 'This is the live output.')
  const from = rewound ?? newest.at
  const to =
    unit === 'change' ? frameBeside(ring, from, by) : frameAt(ring, from + Math.trunc(by * 1000))
  if (!to || to === newest)
    return to === newest && by < 0 ? nothingBefore(state) : backToLive(state)
  const shown = { ...state, reading: { ...backToLive(state).reading, rewound: to.at } }
  return to === ring.frames[0] ? say(shown, 'No older output is stored.') : shown
}

/** Shows a message if no earlier frame exists. */
function nothingBefore(state: UiState): UiState {
  return say(state, 'The pane has not changed since you started to follow it.')
}
