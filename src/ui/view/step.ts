import type { Event } from '../../state/model/messages/event.ts'
import type {
  Handlers as FleetHandlers,
  Step as FleetStep,
} from '../../state/model/messages/step.ts'
import type { State } from '../../state/model/state.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'

export { andThen, step } from '../../state/model/messages/step.ts'

/** What the screen is told: all that the fleet is, and what is asked of the screen alone. */
export type UiMessage = Event | UiIntent

/** What one message leads to on the screen and in the fleet. */
export type Step = FleetStep<UiState>

/** A part of the screen: one pure function a message. */
export type Handlers = FleetHandlers<UiState, UiMessage>

/** A step of the fleet, as a step of the screen that shows it. */
export function onScreen(state: UiState, { state: fleet, commands }: FleetStep<State>): Step {
  return { state: { ...state, ...fleet }, commands }
}
