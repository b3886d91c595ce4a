import type { State } from '../../state/model/state.ts'
import type { Reading, SeenScreens } from './reading.ts'
import type { View } from './view.ts'

/** The state of the fleet and of the screen. */
export interface UiState extends State {
  readonly view: View
  readonly reading: Reading
  /** The last look at each pane that was followed before. Only a limited number is kept. */
  readonly looks: SeenScreens
}
