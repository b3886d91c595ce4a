import { type Memoized, memoize } from '../../state/map/memoize.ts'
import type { WorkRow } from '../../state/model/work.ts'
import type { UiState } from '../model/ui-state.ts'

/** The worktree sessions, sorted by name. */
export function workRows({ work }: Pick<UiState, 'work'>): readonly WorkRow[] {
  return memoize(sorted, work.rows, '', () =>
    work.rows.toSorted(
      (one, other) => one.name.localeCompare(other.name) || one.id.localeCompare(other.id),
    ),
  )
}

const sorted = new WeakMap<object, Memoized<readonly WorkRow[]>>()

export function selectedWork(state: UiState): WorkRow | null {
  return workRows(state)[state.view.hit] ?? null
}
