import { type FleetRun, type RunRef, runKey } from '../../state/model/fleet-run.ts'
import { showRun } from '../../state/runs/fleet-runs.ts'
import { runState, runsInOrder } from '../../state/runs/run-state.ts'
import type { RunsScreen } from '../model/runs-screen.ts'
import type { UiState } from '../model/ui-state.ts'
import { baseMode } from '../view/base-mode.ts'
import { andThen, onScreen, type Step, step } from '../view/step.ts'
import { clearToast, say, withView } from '../view/toast.ts'

const AT_FIRST: RunsScreen = { run: null, row: 0, isUnfolded: false, top: null, search: null }

/** Opens the runs screen at this run; default: if the screen is already open, its selected run, else the first. */
export function openRuns(state: UiState, run?: RunRef): Step {
  const opened = withView(state, {
    mode: 'runs',
    runs: state.view.runs ?? AT_FIRST,
    hosts: null,
    wall: null,
  })
  const first = runsInOrder(state)[0]
  const wanted = run ?? state.view.runs?.run ?? first ?? null
  return wanted ? chooseRun(opened, wanted) : step(opened)
}

/** Selects a run and requests its conversation. */
function chooseRun(state: UiState, { host, id }: RunRef): Step {
  const { runs } = state.view
  if (!runs) return step(state)
  const row = rowOf(state, { host, id })
  const isSame = runs.run?.host === host && runs.run.id === id
  const anew = isSame ? {} : { top: null, search: null }
  const next = withView(state, { runs: { ...runs, ...anew, run: { host, id }, row } })
  return onScreen(next, showRun(next, { host, id }))
}

/** The selected run, or, if this run has been removed, the run that is now in its row. */
export function selectedRun(state: UiState): FleetRun | undefined {
  return runsInOrder(state)[selectedRunRow(state)]
}

/** The row of the selected run; -1: there are no runs. */
export function selectedRunRow(state: UiState): number {
  const { runs } = state.view
  const at = runs?.run ? rowOf(state, runs.run) : -1
  return at >= 0 ? at : Math.min(runs?.row ?? 0, runsInOrder(state).length - 1)
}

export function moveRun(state: UiState, by: number): Step {
  const all = runsInOrder(state)
  const row = Math.max(0, Math.min(selectedRunRow(state) + by, all.length - 1))
  const run = all[row]
  return run ? chooseRun(clearToast(state), run) : step(say(state, 'There are no runs.'))
}

/** Selects the next run with an open question, wrapping around. */
export function nextAsking(state: UiState): Step {
  const all = runsInOrder(state)
  const at = selectedRunRow(state)
  const turned = [...all.slice(at + 1), ...all.slice(0, at + 1)]
  const next = turned.find(run => runState(run) === 'asks')
  return next ? chooseRun(state, next) : step(say(state, 'No run asks a question.'))
}

/** Closes the runs screen and stops reading the conversation. */
export function leaveRuns(state: UiState): Step {
  const left = withView(state, { runs: null })
  return andThen(step(withView(left, { mode: baseMode(left) })), next =>
    onScreen(next, showRun(next, null)),
  )
}

/**
 * After a change of the runs: if the shown run is gone, or none was shown, shows the run that is now in the selected
 * row.
 */
export function settleRun(state: UiState): Step {
  const run = state.view.runs ? selectedRun(state) : undefined
  const { shown } = state.runs
  if (!run || (shown?.host === run.host && shown.id === run.id)) return step(state)
  return chooseRun(state, run)
}

function rowOf(state: UiState, ref: RunRef): number {
  const run = state.runs.all.get(runKey(ref))
  return run ? runsInOrder(state).indexOf(run) : -1
}
