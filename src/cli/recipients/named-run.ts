import { type Failure, makeFailure } from '../../state/model/failure.ts'
import type { FleetRun } from '../../state/model/fleet-run.ts'
import type { State } from '../../state/model/state.ts'
import { runsNamed } from '../../state/runs/named-runs.ts'
import { runWaitStates } from '../../state/runs/run-wait.ts'
import type { WaitState } from '../../state/selectors/wait-state.ts'

/** The id in `run:ID`, which names a run in place of a session; null: the text does not name a run. */
export function runIn(target: string): string | null {
  return /^run:(.+)$/.exec(target)?.[1] ?? null
}

/** All states that apply to the run now; empty if the run is unknown. */
export function statesOfRun(state: State, id: string): readonly WaitState[] {
  const run = runOf(state, id)
  return run ? runWaitStates(run) : []
}

/**
 * Why the id names no run: the ids of several runs start with it, or every host has answered and none has such a run.
 * Null if the id names one run, or if a host has not answered yet.
 */
export function whyNoRun(
  state: State,
  id: string,
  hosts: readonly string[],
  known: ReadonlySet<string>,
): Failure | null {
  const { runs } = state
  const hint = '`fleetmux run list` shows the runs.'
  if (runsNamed(state, id).length > 1)
    return makeFailure({
      ...{ kind: 'missing', what: `The ids of several runs begin with ${id}.` },
      hint: `Give more characters of the id: ${hint}`,
    })
  const isTold = (host: string) => !runs.hosts.includes(host) || runs.told.includes(host)
  if (runOf(state, id) || !hosts.every(host => known.has(host) && isTold(host))) return null
  return makeFailure({ kind: 'missing', what: `There is no run ${id}.`, hint })
}

function runOf(state: State, id: string): FleetRun | undefined {
  const [run, other] = runsNamed(state, id)
  return other ? undefined : run
}
