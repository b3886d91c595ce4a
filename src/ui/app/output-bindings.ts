import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Panel } from '../model/view.ts'
import { REWIND_SECONDS } from '../output/rewind.ts'
import { whyNoPanes } from '../sessions/action-target.ts'
import { markedTargets } from '../sessions/mark.ts'
import { type Binding, hint, inPanels } from '../view/binding.ts'

const OUTPUT: readonly Panel[] = ['output']
const PANES: readonly Panel[] = ['sessions', 'output']
const COLUMNS = 8

export const outputKeys: readonly Binding[] = [
  inPanels(OUTPUT, ['j', 'Down'], 'scroll down; at the end the output is live again', {
    type: 'move',
    by: 1,
  }),
  inPanels(
    OUTPUT,
    ['k', 'Up'],
    'scroll up; the panel pauses, the pane goes on',
    { type: 'move', by: -1 },
    hint(5, 'scroll'),
  ),
  inPanels(OUTPUT, ['h', 'Left'], 'scroll left in a wide pane', {
    type: 'shift',
    by: -COLUMNS,
  }),
  inPanels(OUTPUT, ['l', 'Right'], 'scroll right in a wide pane', { type: 'shift', by: COLUMNS }),
  inPanels(OUTPUT, ['g', 'Home'], 'go to the oldest line that tmux has', { type: 'first' }),
  inPanels(
    PANES,
    ['C-r'],
    'start or stop recording the marked sessions, else the followed pane',
    record,
  ),
  inPanels(OUTPUT, ['<'], 'go back in time, to the previous change of the pane', {
    type: 'rewind',
    by: -1,
    unit: 'change',
  }),
  inPanels(OUTPUT, ['>'], 'go forward in time, to the next change of the pane', {
    type: 'rewind',
    by: 1,
    unit: 'change',
  }),
  inPanels(OUTPUT, ['{'], `go ${REWIND_SECONDS} seconds back in time`, {
    type: 'rewind',
    by: -REWIND_SECONDS,
    unit: 'second',
  }),
  inPanels(OUTPUT, ['}'], `go ${REWIND_SECONDS} seconds forward in time`, {
    type: 'rewind',
    by: REWIND_SECONDS,
    unit: 'second',
  }),
  inPanels(PANES, ["'"], 'go to the first line that is new since you last looked', () => [
    { type: 'focus', panel: 'output' },
    { type: 'to-new' },
  ]),
  inPanels(
    OUTPUT,
    ['f', 'G', 'End'],
    'back to the live output',
    { type: 'live' },
    {
      ...hint(0, 'live'),
      refused: ({ reading: { paused, search, rewound } }) =>
        paused || search || rewound !== null ? null : 'The output is live.',
    },
  ),
  inPanels(
    OUTPUT,
    ['/'],
    'search the whole scrollback',
    { type: 'ask', mode: 'search' },
    {
      ...hint(6, 'search'),
      refused: ({ output: { screen } }) => (screen ? null : 'There is nothing to search yet.'),
    },
  ),
  inPanels(
    OUTPUT,
    ['n'],
    'in a search the next match, upwards; else start agents with a prompt',
    ({ reading }) => (reading.search ? { type: 'match', by: 1 } : { type: 'ask', mode: 'launch' }),
  ),
  inPanels(OUTPUT, ['N'], 'the previous match, downwards', { type: 'match', by: -1 }),
  inPanels(
    PANES,
    ['['],
    'the previous pane of the same session',
    { type: 'pane', by: -1 },
    {
      refused: whyNoPanes,
    },
  ),
  inPanels(
    PANES,
    [']'],
    'the next pane of the same session',
    { type: 'pane', by: 1 },
    {
      refused: whyNoPanes,
    },
  ),
]

function record(state: UiState): UiIntent {
  const { target } = state.output
  const marked = markedTargets(state)
  const targets = marked.length === 0 && target ? [target] : marked
  return targets.length > 0
    ? { type: 'record', targets }
    : { type: 'say', text: 'No pane is followed.' }
}
