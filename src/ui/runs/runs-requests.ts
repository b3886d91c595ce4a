import type { UiState } from '../model/ui-state.ts'
import { type Handlers, step } from '../view/step.ts'
import { hush, look } from '../view/toast.ts'
import { matchRun, scrollRun, searchRun } from './conversation-scroll.ts'
import { leaveRuns, moveRun, nextAsking, openRuns, selectedRun, settleRun } from './run-list.ts'
import { runsRoom } from './runs-layout.ts'

/** Message handlers of the runs screen. Its keys act on the selected run. */
export const runsScreen: Handlers = {
  'open-runs': (state, { run }) => openRuns(hush(state), run),
  'scroll-run': (state, { by }) => step(scrollRun(hush(state), by)),
  'match-run': (state, { by }) => step(matchRun(hush(state), by)),
  'search-run': (state, { text }) => step(searchRun(hush(state), text)),
  'next-asking-run': state => nextAsking(hush(state)),
  'leave-runs': state => leaveRuns(hush(state)),
  unfold: state => step(unfold(hush(state))),
  'ask-run': (state, { what }) => step(askRun(hush(state), what)),

  move: (state, { by }) => (isHere(state) ? moveRun(state, by) : step(state)),
  first: state => (isHere(state) ? moveRun(state, -Infinity) : step(state)),
  last: state => (isHere(state) ? moveRun(state, Infinity) : step(state)),
  page: (state, { by }) =>
    step(isHere(state) ? scrollRun(hush(state), Math.trunc(by * runsRoom(state).lines)) : state),
  wheel: (state, { by }) => step(isHere(state) ? scrollRun(state, 3 * by) : state),

  runs: settleRun,
  'run-removed': settleRun,
}

function isHere({ view }: UiState): boolean {
  return view.mode === 'runs'
}

function unfold(state: UiState): UiState {
  const { runs } = state.view
  return runs ? look(state, { runs: { ...runs, isUnfolded: !runs.isUnfolded } }) : state
}

function askRun(state: UiState, what: 'stop' | 'remove'): UiState {
  const run = selectedRun(state)
  if (!run) return state
  const { host, id, agent, title } = run
  const verb = what === 'stop' ? 'Stop' : 'Remove'
  const question = `${verb} the run of ${agent} on ${host}: ${title}?`
  const confirm = { what: `${what}-run`, question, run: { host, id } } as const
  return look(state, { mode: 'confirm', confirm })
}
