import { leavesToSsh } from '../../state/hosts/fields-of-kind.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Mode } from '../model/view.ts'
import { type Binding, hint, inModes } from '../view/binding.ts'
import { isLastRow, readHostForm } from './host-dialog.ts'
import { pickedNames } from './host-picks.ts'

const FORM: readonly Mode[] = ['host-form']
const TRIAL: readonly Mode[] = ['host-trial']
const IMPORT: readonly Mode[] = ['import']
const DISCOVER: readonly Mode[] = ['discover']
const PICKS: readonly Mode[] = ['import', 'discover']
const LEAVE = ['Escape', 'C-c']

/** Keys of the dialogs on the hosts screen: the form, its test, the lists of hosts to add. */
export const hostFormKeys: readonly Binding[] = [
  inModes(FORM, ['Enter'], 'the next field; on the last, test and save', enter, hint(0, 'next')),
  inModes(FORM, ['C-s'], 'test the host, and save it if the test succeeds', save, hint(2, 'save')),
  inModes(FORM, ['Tab'], 'the next field', { type: 'next-field', by: 1 }),
  inModes(FORM, ['BTab'], 'the previous field', { type: 'next-field', by: -1 }),
  inModes(FORM, ['Up', 'Down'], 'up and down, between the fields', edited),
  inModes(FORM, ['M-Enter', 'C-j'], 'add an environment variable', edited),
  inModes(
    FORM,
    ['C-x'],
    'store the address that ssh resolves instead of the config name',
    { type: 'leave-ssh-config' },
    { refused: whyNotLeave, ...hint(1, 'leave ssh config') },
  ),
  inModes(FORM, LEAVE, 'cancel', { type: 'back' }, hint(3, 'cancel')),

  inModes(
    TRIAL,
    ['y'],
    'save the host although a check failed',
    { type: 'keep-anyway' },
    {
      refused: whyNotYet,
      ...hint(1, 'save anyway'),
    },
  ),
  inModes(TRIAL, ['t'], 'test the host again', save, {
    refused: whyNotYet,
    ...hint(0, 'test again'),
  }),
  inModes(TRIAL, ['j', 'Down'], 'down', { type: 'move', by: 1 }),
  inModes(TRIAL, ['k', 'Up'], 'up', { type: 'move', by: -1 }),
  inModes(
    TRIAL,
    ['n', 'e', 'q', 'Enter', ...LEAVE],
    'back to the form',
    { type: 'back' },
    hint(2, 'back to the form'),
  ),

  inModes(PICKS, ['j', 'Down'], 'down a row', { type: 'move', by: 1 }),
  inModes(PICKS, ['k', 'Up'], 'up a row', { type: 'move', by: -1 }),
  inModes(PICKS, ['g', 'Home'], 'first row', { type: 'first' }),
  inModes(PICKS, ['G', 'End'], 'last row', { type: 'last' }),
  inModes(
    IMPORT,
    ['Space'],
    'select or unselect the host, and go down',
    { type: 'tick-host', what: 'one' },
    hint(0, 'tick'),
  ),
  inModes(
    IMPORT,
    ['*'],
    'select all hosts, or none',
    { type: 'tick-host', what: 'all' },
    hint(1, 'all'),
  ),
  inModes(
    IMPORT,
    ['Enter'],
    'import the selected hosts, else this one',
    importPicked,
    hint(2, 'import'),
  ),
  inModes(
    DISCOVER,
    ['Enter'],
    'copy the container or pod into the form',
    { type: 'enter' },
    hint(2, 'take it'),
  ),
  inModes(DISCOVER, ['Tab'], 'switch between containers and pods', other, hint(0, 'docker/kube')),
  inModes(DISCOVER, ['r'], 'read the list again', again, hint(1, 'read it again')),
  inModes(PICKS, ['q', ...LEAVE], 'back to the hosts', { type: 'back' }, hint(3, 'back')),
]

function edited(_: UiState, key: string): UiIntent {
  return { type: 'edit', key }
}

function enter(state: UiState): readonly UiIntent[] {
  return isLastRow(state) ? save(state) : [{ type: 'next-field', by: 1 }]
}

/** Tests the host and then saves it. A disabled host cannot be tested and is saved immediately. */
function save(state: UiState): readonly UiIntent[] {
  const read = readHostForm(state)
  const form = state.view.hosts?.form
  if (!read || !form) return [{ type: 'submit' }]
  const isNew = form.host === null
  const untested = form.texts.enabled === 'no'
  const ref = `screen form ${read.host} ${state.now}`
  const tried: UiIntent = { type: 'try-host', ...read, isNew, untested, ref }
  const isSame = !isNew && Object.keys(read.change).length === 0
  // The test runs under the current name, so a new name is left out.
  const { name: _, ...change } = read.change
  return untested || isSame ? [tried] : [tried, { type: 'test-host', host: read.host, change, ref }]
}

function whyNotLeave({ view }: UiState): string | null {
  const form = view.hosts?.form
  return form && leavesToSsh(form.texts) ? null : 'This host does not use your ssh config.'
}

function whyNotYet({ view, tests }: UiState): string | null {
  const trial = view.hosts?.form?.trial
  if (!trial) return 'Nothing is being tested.'
  if (trial.isKept) return 'The host is being saved.'
  const test = tests?.get(trial.host)
  return test?.ref === trial.ref && !test.isOver
    ? 'The test is still running: esc goes back.'
    : null
}

function importPicked(state: UiState): readonly UiIntent[] {
  const names = pickedNames(state)
  if (names.length === 0) return [{ type: 'say', text: 'No host is selected: space selects one.' }]
  return [{ type: 'back' }, { type: 'import-hosts', from: 'ssh', names }]
}

function other(state: UiState): UiIntent {
  return look(state, state.view.hosts?.picks?.from === 'docker' ? 'kube' : 'docker')
}

function again(state: UiState): UiIntent {
  return look(state, state.view.hosts?.picks?.from === 'kube' ? 'kube' : 'docker')
}

function look({ now }: UiState, from: 'docker' | 'kube'): UiIntent {
  return { type: 'pick-hosts', from, ref: `screen ${from} ${now}` }
}
