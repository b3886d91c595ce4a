import { needySessions } from '../agents/attention.ts'
import type { State } from '../model/state.ts'
import { askingRuns } from './run-state.ts'

/** The number of sessions and runs that need a person. */
export function needCount(state: State): number {
  return needySessions(state).length + askingRuns(state).length
}
