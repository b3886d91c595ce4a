import { heldCount } from '../../state/broadcast/queued-sends.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Mode } from '../model/view.ts'
import { type Binding, hint, inModes, inPanels } from '../view/binding.ts'

const ANYWHERE: readonly Mode[] = ['normal', 'welcome']

/** Keys that work in every panel. */
export const panelKeys: readonly Binding[] = [
  inPanels(null, ['PPage'], 'a page up', { type: 'page', by: -1 }),
  inPanels(null, ['NPage'], 'a page down', { type: 'page', by: 1 }),
  inPanels(null, ['C-u'], 'half a page up', { type: 'page', by: -0.5 }),
  inPanels(null, ['C-d'], 'half a page down', { type: 'page', by: 0.5 }),
  inPanels(null, ['Tab'], 'the next panel', { type: 'focus', panel: 'next' }, hint(7, 'panel')),
  inPanels(null, ['BTab'], 'the previous panel', { type: 'focus', panel: 'previous' }),
  inPanels(null, ['Escape'], 'one step back; it never ends fleetmux', { type: 'back' }),
  inPanels(null, ['z'], 'show only the focused panel, or all panels', { type: 'zoom' }),
  inPanels(null, ['o'], 'sort by name, activity, host', { type: 'sort' }),
  inPanels(null, ['O', 't'], 'group by host, or one flat list', { type: 'group' }),
  inModes(ANYWHERE, ['m'], 'mouse on or off', { type: 'mouse' }),
  inModes(ANYWHERE, ['E'], 'what happened: the event log', { type: 'ask', mode: 'log' }),
  inModes(ANYWHERE, [':'], 'enter a command; tab completes it', { type: 'ask', mode: 'command' }),
  inModes(ANYWHERE, ['C-l'], 'redraw the screen', () => null),
  inModes(ANYWHERE, ['C-z'], 'suspend fleetmux and go to the shell; fg comes back', () => null),
  inModes(ANYWHERE, ['?'], 'the keys', { type: 'ask', mode: 'help' }, hint(10, 'keys')),
  inModes(ANYWHERE, ['q', 'C-c'], 'quit; the sessions go on', leave, hint(11, 'quit')),
]

/** Texts that wait for a host are lost when this process ends, so the user must confirm. */
function leave(state: UiState): UiIntent {
  return heldCount(state) > 0 ? { type: 'ask', mode: 'quit' } : { type: 'quit' }
}
