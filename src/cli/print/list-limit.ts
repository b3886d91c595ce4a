import { limitNote } from '../../state/runs/list-everywhere.ts'
import type { Call } from '../command/command.ts'

/** If hosts have listed as many items as a host lists at most, says that there may be older ones. */
export function sayLimit(
  call: Call,
  rows: readonly { readonly host: string }[],
  items: string,
): void {
  const note = limitNote(rows, items)
  if (note !== '') call.say(`${note}; there may be older ones.`)
}
