import type { Panel } from '../model/view.ts'
import { type Binding, hint, inPanels } from '../view/binding.ts'

const LISTS: readonly Panel[] = ['pool', 'sessions']
const ROWS = ['1', '2', '3', '4', '5', '6', '7', '8', '9']

/** Keys of the pool panel and of the session list. */
export const listKeys: readonly Binding[] = [
  inPanels(
    ['pool'],
    ['Enter'],
    'go to the sessions of this host',
    { type: 'enter' },
    hint(1, 'sessions'),
  ),
  inPanels(
    ['sessions'],
    ['Enter'],
    'go to the output of this session',
    { type: 'enter' },
    hint(1, 'output'),
  ),
  inPanels(LISTS, ['j', 'Down'], 'down a row', { type: 'move', by: 1 }),
  inPanels(LISTS, ['k', 'Up'], 'up a row', { type: 'move', by: -1 }),
  inPanels(LISTS, ['h', 'Left'], 'the panel to the left', { type: 'focus', panel: 'previous' }),
  inPanels(LISTS, ['l', 'Right'], 'the panel to the right', { type: 'focus', panel: 'next' }),
  inPanels(LISTS, ['g', 'Home'], 'first row', { type: 'first' }),
  inPanels(LISTS, ['G', 'End'], 'last row', { type: 'last' }),
  inPanels(LISTS, ROWS, 'go to the row of that number', (_, key) => ({
    type: 'jump',
    row: Number(key),
  })),
  inPanels(
    LISTS,
    ['/'],
    'filter: words that must occur, !word leaves out',
    { type: 'ask', mode: 'filter' },
    hint(6, 'filter'),
  ),
]
