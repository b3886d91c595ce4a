import { endQuestion } from '../../state/runs/end-question.ts'
import type { UiState } from '../model/ui-state.ts'
import { type Handlers, step } from '../view/step.ts'
import { clearToast, withView } from '../view/toast.ts'
import { matchRun, scrollRun, searchRun } from './conversation-scroll.ts'
import { leaveRuns, moveRun, nextAsking, openRuns, selectedRun, settleRun } from './run-list.ts'
import { runsRoom } from './runs-layout.ts'

/** Message handlers of the runs screen. Its keys act on the selected run. */
export const runsScreen: Handlers = {
  'open-runs': (state, { run }) => openRuns(clearToast(state), run),
  'scroll-run': (state, { by }) => step(scrollRun(clearToast(state), by)),
  'match-run': (state, { by }) => step(matchRun(clearToast(state), by)),
  'search-run': (state, { text }) => step(searchRun(clearToast(state), text)),
  'next-asking-run': state => nextAsking(clearToast(state)),
  'leave-runs': state => leaveRuns(clearToast(state)),
  unfold: state => step(unfold(clearToast(state))),
  'ask-run': (state, { what }) => step(askRun(clearToast(state), what)),

  move: (state, { by }) => (isHere(state) ? moveRun(state, by) : step(state)),
  first: state => (isHere(state) ? moveRun(state, -Infinity) : step(state)),
  last: state => (isHere(state) ? moveRun(state, Infinity) : step(state)),
  page: (state, { by }) =>
    step(
      isHere(state) ? scrollRun(clearToast(state), Math.trunc(by * runsRoom(state).lines)) : state,
    ),
  wheel: (state, { by }) => step(isHere(state) ? scrollRun(state, 3 * by) : state),

  runs: settleRun,
  'run-removed': settleRun,
}

function isHere({ view }: UiState): boolean {
  return view.mode === 'runs'
}

function unfold(state: UiState): UiState {
  const { runs } = state.view
  return runs ? withView(state, { runs: { ...runs, isUnfolded: !runs.isUnfolded } }) : state
}

function askRun(state: UiState, what: 'stop' | 'remove'): UiState {
  const run = selectedRun(state)
  if (!run) return state
  const { host, id } = run
  const question = endQuestion(what === 'stop' ? 'Stop' : 'Remove', run)
  const confirm = { what: `${what}-run`, question, run: { host, id } } as const
  return withView(state, { mode: 'confirm', confirm })
}
