import { startedRows } from '../../state/launch/started.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Mode, Panel } from '../model/view.ts'
import { type Binding, hint, inModes, inPanels } from '../view/binding.ts'
import { readLauncher } from './launcher.ts'
import { jumpToLaunch, whyNoLaunchThere } from './launches.ts'

const LISTS: readonly Panel[] = ['pool', 'sessions']
const LAUNCH: readonly Mode[] = ['launch']

/** Keys that start agents with a prompt, and show the launches. */
export const launcherKeys: readonly Binding[] = [
  inPanels(
    LISTS,
    ['n'],
    'start agents with a prompt, on hosts with room',
    { type: 'ask', mode: 'launch' },
    hint(5, 'new'),
  ),
  inPanels(
    null,
    ['L'],
    'the progress of the sessions that you started from prompts',
    { type: 'ask', mode: 'launches' },
    {
      refused: state =>
        startedRows(state).length > 0 ? null : 'No session was started from this screen.',
    },
  ),

  inModes(['launches'], ['Enter', 'o'], 'go to the session', jumpToLaunch, {
    ...hint(1, 'go there'),
    refused: whyNoLaunchThere,
  }),
  inModes(
    LAUNCH,
    ['Enter'],
    'start the sessions; in a field, go to the next one',
    start,
    hint(0, 'start'),
  ),
  inModes(LAUNCH, ['M-Enter', 'C-j'], 'a new line in the prompt', edited, hint(1, 'new line')),
  inModes(LAUNCH, ['Tab'], 'the next field', { type: 'next-field', by: 1 }, hint(2, 'next field')),
  inModes(LAUNCH, ['BTab'], 'the previous field', { type: 'next-field', by: -1 }),
  inModes(LAUNCH, ['Up', 'Down'], 'up and down, in the prompt and between the fields', edited),
  inModes(LAUNCH, ['C-t'], 'a session without an agent instead', { type: 'ask', mode: 'new' }),
  inModes(LAUNCH, ['Escape', 'C-c'], 'cancel', { type: 'back' }, hint(3, 'cancel')),
  inModes(['new'], ['C-t'], 'an agent with a prompt instead', { type: 'ask', mode: 'launch' }),
]

function edited(_: UiState, key: string): UiIntent {
  return { type: 'edit', key }
}

function start(state: UiState): readonly UiIntent[] {
  const { launcher } = state.view
  if (launcher && launcher.current < launcher.fields.length) return [{ type: 'next-field', by: 1 }]
  const order = readLauncher(state)
  if (!order) return [{ type: 'submit' }]
  const ref = `screen ${state.now} ${state.launches.length}`
  return [{ type: 'submit' }, { type: 'launch', order, ref }, { type: 'ask', mode: 'launches' }]
}
