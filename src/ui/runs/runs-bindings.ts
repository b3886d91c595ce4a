import type { FleetRun } from '../../state/model/fleet-run.ts'
import { runState } from '../../state/runs/run-state.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Mode } from '../model/view.ts'
import { type Binding, hint, inModes } from '../view/binding.ts'
import { readRunForm } from './new-run.ts'
import { selectedRun } from './run-list.ts'

const ANYWHERE: readonly Mode[] = ['normal', 'welcome']
const RUNS: readonly Mode[] = ['runs']

/** Keys of the runs screen, and the key that opens it. */
export const runKeys: readonly Binding[] = [
  inModes(ANYWHERE, ['J'], 'the runs: progress, questions and results', open),

  inModes(RUNS, ['j', 'Down'], 'down a row', { type: 'move', by: 1 }),
  inModes(RUNS, ['k', 'Up'], 'up a row', { type: 'move', by: -1 }),
  inModes(RUNS, ['PPage'], 'a page up in the conversation', { type: 'page', by: -1 }),
  inModes(RUNS, ['NPage'], 'a page down', { type: 'page', by: 1 }),
  inModes(RUNS, ['C-u'], 'half a page up', { type: 'page', by: -0.5 }),
  inModes(RUNS, ['C-d'], 'half a page down', { type: 'page', by: 0.5 }),
  inModes(RUNS, ['g', 'Home'], 'to the beginning of the conversation', {
    type: 'scroll-run',
    by: 'start',
  }),
  inModes(RUNS, ['f', 'G', 'End'], 'go to the end of the conversation, and follow it', {
    type: 'scroll-run',
    by: 'end',
  }),
  inModes(RUNS, ['.'], 'the next run that asks a question', { type: 'next-asking-run' }),
  inModes(
    RUNS,
    ['A'],
    'answer the question of this run, then those of other runs',
    { type: 'ask', mode: 'answer' },
    { ...hint(0, 'answer'), refused: whyNoAsk },
  ),
  inModes(
    RUNS,
    ['Enter', 'Space'],
    'show or hide what the tools of the agent printed',
    { type: 'unfold' },
    hint(1, 'unfold'),
  ),
  inModes(
    RUNS,
    ['s'],
    'send the agent a text while it works',
    { type: 'ask', mode: 'run-text' },
    { ...hint(2, 'send'), refused: onRun(whyEnded) },
  ),
  inModes(RUNS, ['a'], 'start a run', { type: 'ask', mode: 'run-new' }, hint(2.5, 'start one')),
  inModes(['run-new'], ['Enter'], 'start the run', startRun, hint(0, 'start')),
  inModes(
    RUNS,
    ['/'],
    'search the conversation',
    { type: 'ask', mode: 'run-search' },
    hint(3, 'search'),
  ),
  inModes(
    RUNS,
    ['n'],
    'the previous match, upwards',
    { type: 'match-run', by: 1 },
    {
      refused: whyNoSearch,
    },
  ),
  inModes(
    RUNS,
    ['N'],
    'the next match, downwards',
    { type: 'match-run', by: -1 },
    {
      refused: whyNoSearch,
    },
  ),
  inModes(
    RUNS,
    ['x'],
    'stop the run (asks first)',
    { type: 'ask-run', what: 'stop' },
    { ...hint(4, 'stop'), refused: onRun(whyEnded) },
  ),
  inModes(
    RUNS,
    ['F'],
    'fetch the commits of the run to this machine',
    withRun(({ host, id }) => ({ type: 'fetch-run', host, id })),
    { ...hint(5, 'fetch'), refused: onRun(({ isShipped }) => (isShipped ? null : NOT_SHIPPED)) },
  ),
  inModes(
    RUNS,
    ['X'],
    'remove the files of the run from the host (asks first)',
    { type: 'ask-run', what: 'remove' },
    { ...hint(6, 'remove'), refused: onRun(whyRuns) },
  ),
  inModes(['run-text'], ['Enter'], 'send the text', sendText, hint(0, 'send')),
  inModes(['run-search'], ['Enter'], 'search upwards', search, hint(0, 'search')),
  inModes(RUNS, ['E'], 'what happened: the event log', { type: 'ask', mode: 'log' }),
  inModes(RUNS, ['?'], 'the keys', { type: 'ask', mode: 'help' }, hint(10, 'keys')),
  inModes(
    RUNS,
    ['Escape', 'q', 'J', 'C-c'],
    'back to the panels',
    { type: 'leave-runs' },
    hint(11, 'back'),
  ),
]

/**
 * Opens the runs screen. Hosts that had no runs are asked for their runs again, since a run may have been started
 * meanwhile.
 */
function open(): readonly UiIntent[] {
  return [{ type: 'attend-runs', again: true }, { type: 'open-runs' }]
}

function startRun(state: UiState): readonly UiIntent[] {
  const asked = readRunForm(state)
  return asked ? [{ type: 'submit' }, asked] : [{ type: 'submit' }]
}

function sendText(state: UiState): readonly UiIntent[] {
  const run = selectedRun(state)
  const { text } = state.view.line
  if (!run || text.trim() === '') return [{ type: 'back' }]
  return [{ type: 'submit' }, { type: 'send-to-run', host: run.host, id: run.id, text }]
}

function search({ view }: UiState): readonly UiIntent[] {
  return [{ type: 'submit' }, { type: 'search-run', text: view.line.text }]
}

const NOT_SHIPPED = 'The run does not work in a copy of a repository, so there is nothing to fetch.'

function withRun(ask: (run: FleetRun) => UiIntent): Binding['run'] {
  return state => {
    const run = selectedRun(state)
    return run ? ask(run) : { type: 'say', text: 'No run is selected.' }
  }
}

function onRun(why: (run: FleetRun) => string | null): (state: UiState) => string | null {
  return state => {
    const run = selectedRun(state)
    return run ? why(run) : 'No run is selected.'
  }
}

function whyEnded(run: FleetRun): string | null {
  return run.state === 'running' ? null : 'The run has ended.'
}

function whyRuns(run: FleetRun): string | null {
  return run.state === 'running' ? 'The run is still active: press x to stop it.' : null
}

function whyNoAsk(state: UiState): string | null {
  const run = selectedRun(state)
  return run && runState(run) === 'asks'
    ? null
    : 'This run asks no question. Press . to go to the next run that asks one.'
}

function whyNoSearch({ view }: UiState): string | null {
  return view.runs?.search ? null : 'No search yet: press / to search.'
}
