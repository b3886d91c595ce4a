import type { State } from '../../state/model/state.ts'
import type { Reading, SeenScreens } from './reading.ts'
import type { View } from './view.ts'

/** The state of the fleet and of the screen. */
export interface UiState extends State {
  readonly view: View
  readonly reading: Reading
  /**
   * For each pane that was followed before, what it showed when the user last looked at it. Only a limited number is
   * kept.
   */
  readonly looks: SeenScreens
}
