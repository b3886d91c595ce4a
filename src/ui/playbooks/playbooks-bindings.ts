import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Mode } from '../model/view.ts'
import { hostOf, subjectOf } from '../sessions/action-target.ts'
import { type Binding, hint, inModes, inPanels } from '../view/binding.ts'
import { startTyped } from './new-playbook.ts'

const LIST: readonly Mode[] = ['playbooks']
const TEXT: readonly Mode[] = ['playbook-text']
const LINE: readonly Mode[] = ['playbook-new']

/** Keys of the playbooks screen, and the key that opens it. */
export const playbooksKeys: readonly Binding[] = [
  inPanels(null, ['P'], 'the playbooks of all hosts; waiting ones come first', {
    type: 'list-playbooks',
  }),
  inModes(
    LIST,
    ['Enter'],
    'show the events of the playbook',
    { type: 'read-playbook' },
    hint(0, 'read'),
  ),
  inModes(
    LIST,
    ['y'],
    'answer go: let the waiting playbook continue (asks first)',
    { type: 'ask-playbook', what: 'go' },
    hint(1, 'go'),
  ),
  inModes(
    LIST,
    ['n'],
    'answer stop: end the waiting playbook (asks first)',
    { type: 'ask-playbook', what: 'no' },
    hint(2, 'no'),
  ),
  inModes(LIST, ['x'], 'stop the playbook (asks first)', { type: 'ask-playbook', what: 'stop' }),
  inModes(
    LIST,
    ['c'],
    'resume the playbook where it ended (asks first)',
    { type: 'ask-playbook', what: 'resume' },
    hint(5, 'resume'),
  ),
  inModes(
    LIST,
    ['N'],
    'start a playbook in the directory of the selected session',
    newPlaybook,
    hint(3, 'new'),
  ),
  inModes(
    LINE,
    ['Tab'],
    'complete the name of a document',
    { type: 'complete' },
    hint(2, 'complete'),
  ),
  inModes(LINE, ['Enter'], 'start the playbook', startTyped, hint(0, 'start')),
  inModes(LINE, ['Escape', 'C-c'], 'cancel', { type: 'back' }, hint(1, 'cancel')),
  inModes(LIST, ['r'], 'read the list from all hosts again', { type: 'list-playbooks' }),
  inModes(TEXT, ['r'], 'read the events again', { type: 'read-playbook' }, hint(0, 'again')),
  inModes(LIST, ['Escape', 'q', 'P', 'C-c'], 'close', { type: 'back' }, hint(7, 'close')),
  inModes(TEXT, ['Escape', 'q', 'Enter', 'C-c'], 'back', { type: 'back' }, hint(7, 'back')),
]

/** Opens the prompt for a new playbook in the directory of the followed pane or of the selected session. */
function newPlaybook(state: UiState): UiIntent {
  const target = subjectOf(state)
  const host = target?.host ?? hostOf(state)
  if (host === '') return { type: 'say', text: 'No host is selected.' }
  return { type: 'new-playbook', host, ...(target && { pane: target.pane }) }
}
