import type { Event } from '../../state/model/messages/event.ts'
import type {
  Handlers as FleetHandlers,
  Step as FleetStep,
} from '../../state/model/messages/step.ts'
import type { State } from '../../state/model/state.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'

export { andThen, step } from '../../state/model/messages/step.ts'

/** A message to the screen: an event of the fleet or an intent of the user. */
export type UiMessage = Event | UiIntent

/** The new state and the commands that one message results in. */
export type Step = FleetStep<UiState>

/** Update functions of one part of the screen, by message type. */
export type Handlers = FleetHandlers<UiState, UiMessage>

/** Turns a step of the fleet into a step of the screen. */
export function onScreen(state: UiState, { state: fleet, commands }: FleetStep<State>): Step {
  return { state: { ...state, ...fleet }, commands }
}
