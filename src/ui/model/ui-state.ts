import type { State } from '../../state/model/state.ts'
import type { Looks, Reading } from './reading.ts'
import type { View } from './view.ts'

/** The fleet, and what a person sees of it. */
export interface UiState extends State {
  readonly view: View
  readonly reading: Reading
  /** How panes looked that were followed before, as long as there is room for them. */
  readonly looks: Looks
}
