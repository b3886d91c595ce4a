import { type Failure, makeFailure } from '../../state/model/failure.ts'
import type { FleetRun } from '../../state/model/fleet-run.ts'
import type { State } from '../../state/model/state.ts'
import { runWaitStates } from '../../state/runs/run-wait.ts'
import type { WaitState } from '../../state/selectors/wait-state.ts'

/** The id in `run:ID`, by which a run is named where sessions are; null: it names none. */
export function runIn(target: string): string | null {
  return /^run:(.+)$/.exec(target)?.[1] ?? null
}

/** All that is so of that run now; nothing as long as it is not known. */
export function statesOfRun(state: State, id: string): readonly WaitState[] {
  const run = runOf(state, id)
  return run ? runWaitStates(run) : []
}

/** Why there is nothing to wait for, once every host was asked; null: there is, or a host has not answered yet. */
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

/** By its id, or by how that begins. */
function runOf({ runs }: State, id: string): FleetRun | undefined {
  const all = [...runs.all.values()].filter(run => run.id.startsWith(id))
  return all.find(run => run.id === id) ?? all[0]
}
