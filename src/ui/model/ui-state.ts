import type { State } from '../../state/model/state.ts'
import type { Reading, SeenScreens } from './reading.ts'
import type { View } from './view.ts'

/** The state of the fleet and of the screen. */
export interface UiState extends State {
  readonly view: View
  readonly reading: Reading
  /** What each pane showed when the user last looked at it. Only a limited number of panes is kept. */
  readonly looks: SeenScreens
}
