import type { Store } from '../../state/store.ts'
import type { UiState } from '../model/ui-state.ts'
import type { UiMessage } from './step.ts'

export type UiStore = Store<UiState, UiMessage>
