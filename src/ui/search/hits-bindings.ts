import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import { type Binding, hint, inModes, inPanels } from '../view/binding.ts'
import { jumpToHit } from './hits.ts'
import { searchIntent } from './search-intent.ts'

/** Keys for searching for a text on the screens of all panes of the fleet. */
export const hitsKeys: readonly Binding[] = [
  inPanels(null, ['C-f'], 'find a text on all screens of all hosts', { type: 'ask', mode: 'grep' }),
  inModes(['grep'], ['Enter'], 'find the text on all screens', find, hint(0, 'find')),
  inModes(['hits'], ['Enter'], 'go to the line', jumpToHit, hint(0, 'go there')),
  inModes(['hits'], ['Escape', 'q', 'C-c'], 'close', { type: 'back' }, hint(1, 'close')),
  inModes(['hits'], ['C-f'], 'find another text', { type: 'ask', mode: 'grep' }),
]

function find({ view }: UiState): readonly UiIntent[] {
  const pattern = view.line.text
  if (pattern.trim() === '') return [{ type: 'back' }]
  return [{ type: 'submit' }, searchIntent(pattern), { type: 'ask', mode: 'hits' }]
}
