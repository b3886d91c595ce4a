import { paneKey } from '../model/live-pane.ts'
import type { BroadcastRow } from '../model/receipt.ts'
import type { Target } from '../model/target.ts'

type Rows = readonly BroadcastRow[]

/** Where the rows of each pane stand. */
const places = new WeakMap<Rows, ReadonlyMap<string, readonly number[]>>()

/** The rows of that pane changed, the others as they are: found without a look at them. */
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
  // A receipt changes what stands in a row, not whose it is.
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
