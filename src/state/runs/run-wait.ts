import type { FleetRun } from '../model/fleet-run.ts'
import type { WaitState } from '../selectors/wait-state.ts'
import { type RunState, runState } from './run-state.ts'

/** States for which a command can wait and that the run is in now: often several, such as `done` and `ended`. */
export function runWaitStates(run: FleetRun): readonly WaitState[] {
  return STATES[runState(run)]
}

const STATES: Readonly<Record<RunState, readonly WaitState[]>> = {
  asks: ['waiting'],
  works: ['working', 'active'],
  ok: ['done', 'finished', 'ended'],
  failed: ['failed', 'ended'],
  gone: ['failed', 'ended'],
}
