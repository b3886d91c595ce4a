import type { Mode } from '../model/view.ts'
import { type Binding, hint, inModes, inPanels } from '../view/binding.ts'
import { askTyped, membersToAsk, openTerminal } from './ask-agents.ts'

const ANSWERS: readonly Mode[] = ['talk']
const LINE: readonly Mode[] = ['ask-agents']

/** Keys that ask several agents, and the key for a shell on a host. */
export const talkKeys: readonly Binding[] = [
  inPanels(
    null,
    ['Q'],
    'ask the marked agents one question and compare the answers',
    { type: 'ask', mode: 'ask-agents' },
    {
      refused: state =>
        membersToAsk(state).length > 0 ? null : 'No session is marked or selected.',
    },
  ),
  inPanels(null, ['T'], 'open a persistent shell on the host, or return to it', openTerminal),
  inModes(LINE, ['Enter'], 'ask the agents', askTyped, hint(0, 'ask')),
  inModes(LINE, ['Escape', 'C-c'], 'cancel', { type: 'back' }, hint(1, 'cancel')),
  inModes(
    ANSWERS,
    ['Escape', 'q', 'Enter', 'C-c'],
    'close; the agents go on answering',
    { type: 'back' },
    hint(0, 'close'),
  ),
]
