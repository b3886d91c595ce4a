import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Panel } from '../model/view.ts'
import { type Binding, hint, inModes, inPanels } from '../view/binding.ts'
import {
  hostOf,
  sessionOf,
  subjectOf,
  whyNotAttach,
  whyNotDial,
  whyNotEnd,
  whyNotSend,
  whyNotStart,
  whyNotType,
} from './action-target.ts'

const LISTS: readonly Panel[] = ['pool', 'sessions']
const SESSIONS: readonly Panel[] = ['sessions', 'output']

/** Keys that act on sessions and hosts. */
export const sessionKeys: readonly Binding[] = [
  inPanels(
    SESSIONS,
    ['s'],
    'send a line to the followed pane',
    { type: 'ask', mode: 'send' },
    {
      ...hint(2, 'send'),
      refused: whyNotSend,
    },
  ),
  inPanels(
    SESSIONS,
    ['i'],
    'type directly into the followed pane',
    { type: 'ask', mode: 'type' },
    {
      ...hint(3, 'type'),
      refused: whyNotType,
    },
  ),
  inPanels(SESSIONS, ['a'], 'attach this terminal to the session until you detach', attach, {
    ...hint(4, 'attach'),
    refused: whyNotAttach,
  }),
  inPanels(
    LISTS,
    ['N'],
    'start a session without an agent',
    { type: 'ask', mode: 'new' },
    { refused: whyNotStart },
  ),
  inModes(
    ['welcome'],
    ['n', 'Enter'],
    'start a session on this machine',
    { type: 'ask', mode: 'new' },
    { ...hint(1, 'new session'), refused: whyNotStart },
  ),
  inPanels(SESSIONS, ['x'], 'end the session (asks first)', end, {
    ...hint(8, 'end'),
    refused: whyNotEnd,
  }),
  inPanels(
    null,
    ['r'],
    'reconnect the host now',
    state => ({ type: 'dial', host: hostOf(state) }),
    {
      ...hint(2, 'redial'),
      refused: whyNotDial,
    },
  ),
]

function attach(state: UiState): UiIntent {
  const target = subjectOf(state)
  return target ? { type: 'attach', target } : { type: 'say', text: 'No session is selected.' }
}

function end(state: UiState): UiIntent {
  const session = sessionOf(state)
  return { type: 'ask', mode: 'kill', ...(session && { session }) }
}
