import { type Binding, hint, inModes } from '../view/binding.ts'
import { jumpToPlace, whyNotThere } from './log-view.ts'

/** Keys of the event log. The keys of all overlays are in `dialog-bindings`. */
export const logKeys: readonly Binding[] = [
  inModes(['log'], ['Enter'], 'show the whole entry', { type: 'enter' }, hint(1, 'whole')),
  inModes(
    ['log'],
    ['/'],
    'search: words that must occur, !word leaves out',
    { type: 'ask', mode: 'log-filter' },
    hint(2, 'search'),
  ),
  inModes(['log'], ['o'], 'go to the session or host of the entry', jumpToPlace, {
    ...hint(5, 'go there'),
    refused: whyNotThere,
  }),
  inModes(['entry'], ['Enter', 'o'], 'go to the session or host of the entry', jumpToPlace, {
    ...hint(0, 'go there'),
    refused: whyNotThere,
  }),
  inModes(
    ['log'],
    ['Escape', 'q', '?', 'E', 'C-c'],
    'close; clears a search first',
    { type: 'back' },
    hint(0, 'close'),
  ),
  inModes(
    ['entry'],
    ['Escape', 'q', '?', 'E', 'C-c'],
    'back to the log',
    { type: 'back' },
    hint(1, 'back'),
  ),
  inModes(['log-filter'], ['Enter'], 'keep the search', { type: 'submit' }, hint(0, 'keep')),
  inModes(['log-filter'], ['Escape', 'C-c'], 'clear the search', { type: 'back' }, hint(1, 'drop')),
]
