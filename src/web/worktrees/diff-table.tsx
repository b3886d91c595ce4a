import { type DiffRow, sideBySide } from './side-by-side.ts'

/** A side-by-side diff. All content of the diff is inserted as text, never as markup. */
export function DiffTable({ diff }: { readonly diff: string }) {
  const rows = sideBySide(diff)
  if (rows.length === 0) return <p class="empty">Nothing was changed.</p>
  return (
    <table class="diff">
      <tbody>
        {rows.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a row
          <Row key={at} row={row} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ row: { kind, left, right, leftAt, rightAt } }: { readonly row: DiffRow }) {
  if (kind === 'file' || kind === 'hunk')
    return (
      <tr class={kind}>
        <th colSpan={4}>{left}</th>
      </tr>
    )
  const isChanged = kind === 'changed'
  return (
    <tr>
      <td class="at">{leftAt}</td>
      <td class={isChanged && left !== null ? 'removed' : ''}>{left}</td>
      <td class="at">{rightAt}</td>
      <td class={isChanged && right !== null ? 'added' : ''}>{right}</td>
    </tr>
  )
}
