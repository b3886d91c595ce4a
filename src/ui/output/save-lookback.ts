import { castEvents, castHeader } from '../../state/recording/asciicast.ts'
import { recordingName } from '../../state/recording/recording.ts'
import type { UiState } from '../model/ui-state.ts'
import { type Handlers, type Step, step } from '../view/step.ts'
import { clearToast, say } from '../view/toast.ts'

/** Message handler that saves the last minutes of the followed pane as a recording. */
export const pastKeeping: Handlers = {
  'keep-past': (state, _, at) => keepPast(clearToast(state), at),
}

function keepPast(state: UiState, at: number): Step {
  const { target } = state.output
  const { frames } = state.reading.ring
  const [first] = frames
  if (!target || !first) return step(say(state, 'There is no output to save yet.'))
  const name = recordingName(state, target)
  const changes = frames.flatMap((frame, index) =>
    castEvents(frames[index - 1]?.screen ?? null, frame.screen, (frame.at - first.at) / 1000),
  )
  const lines = [castHeader(first.screen, name, first.at), ...changes]
  return step(state, { type: 'keep-cast', name, at, lines })
}
