import { paneKey } from '../model/live-pane.ts'
import type { BroadcastRow } from '../model/receipt.ts'
import type { Target } from '../model/target.ts'

type Rows = readonly BroadcastRow[]

/** For each list of recipients (rows): the indexes of the rows of each pane. */
const places = new WeakMap<Rows, ReadonlyMap<string, readonly number[]>>()

/** Changes the recipients (rows) of a broadcast that have this pane. `index` finds them without a search. */
export function withRows(
  rows: Rows,
  target: Target,
  change: (row: BroadcastRow) => BroadcastRow,
): Rows {
  const index = places.get(rows) ?? indexOf(rows)
  const at = index.get(paneKey(target)) ?? []
  const next = at.reduce<Rows>((now, place) => {
    const row = now[place]
    return row ? now.with(place, change(row)) : now
  }, rows)
  // `change` replaces only the receipt of a row, not its pane, so the index is also valid for the new rows.
  places.set(next, index)
  return next
}

function indexOf(rows: Rows): ReadonlyMap<string, readonly number[]> {
  const index = new Map<string, number[]>()
  rows.forEach(({ target }, place) => {
    if (!target) return
    const key = paneKey(target)
    index.set(key, [...(index.get(key) ?? []), place])
  })
  places.set(rows, index)
  return index
}
