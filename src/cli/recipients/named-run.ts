import { type Failure, makeFailure } from '../../state/model/failure.ts'
import type { FleetRun } from '../../state/model/fleet-run.ts'
import type { State } from '../../state/model/state.ts'
import { runWaitStates } from '../../state/runs/run-wait.ts'
import type { WaitState } from '../../state/selectors/wait-state.ts'

/** The id in `run:ID`, which names a run in place of a session; null: the text does not name a run. */
export function runIn(target: string): string | null {
  return /^run:(.+)$/.exec(target)?.[1] ?? null
}

/** All states that apply to the run now; empty while it is unknown. */
export function statesOfRun(state: State, id: string): readonly WaitState[] {
  const run = runOf(state, id)
  return run ? runWaitStates(run) : []
}

/** Why there is no such run, once every host has answered; null: it exists, or a host has not answered yet. */
export function whyNoRun(
  state: State,
  id: string,
  hosts: readonly string[],
  known: ReadonlySet<string>,
): Failure | null {
  const { runs } = state
  const isTold = (host: string) => !runs.hosts.includes(host) || runs.told.includes(host)
  if (runOf(state, id) || !hosts.every(host => known.has(host) && isTold(host))) return null
  const what = `There is no run ${id}.`
  return makeFailure({ kind: 'missing', what, hint: 'See `fleetmux run list`.' })
}

/** Finds a run by its id or the start of it. */
function runOf({ runs }: State, id: string): FleetRun | undefined {
  const all = [...runs.all.values()].filter(run => run.id.startsWith(id))
  return all.find(run => run.id === id) ?? all[0]
}
