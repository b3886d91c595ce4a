import { limitNote } from '../../state/runs/list-everywhere.ts'

/** Says which hosts list only their newest items, and may have older ones. `rows`: the listed items; null: none yet. */
export function LimitNote({
  rows,
  items,
}: {
  readonly rows: readonly { readonly host: string }[] | null
  readonly items: string
}) {
  const note = limitNote(rows ?? [], items)
  return note === '' ? null : <p class="empty">{note}; there may be older ones.</p>
}
