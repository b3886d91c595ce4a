import type { FleetRun } from '../model/fleet-run.ts'
import type { State } from '../model/state.ts'

/** The run with this id, else all runs whose ids start with it. */
export function runsNamed({ runs }: Pick<State, 'runs'>, id: string): readonly FleetRun[] {
  const all = [...runs.all.values()].filter(run => run.id.startsWith(id))
  const exact = all.filter(run => run.id === id)
  return exact.length > 0 ? exact : all
}
