import { fieldsFor } from '../../state/hosts/fields-of-kind.ts'
import { specOf } from '../../state/hosts/host-field.ts'
import type { FormRow, HostForm } from '../model/hosts-screen.ts'

/** The rows of the form, from the top. */
export function formRows({ texts }: Pick<HostForm, 'texts'>): readonly FormRow[] {
  return [...fieldsFor(texts.transport), 'enabled', 'default']
}

/** What can be chosen between in a row; in the others a person writes. */
export function choicesIn(row: FormRow): readonly string[] {
  if (row === 'enabled') return ['yes', 'no']
  if (row === 'default') return ['no', 'yes']
  return specOf(row).choices ?? []
}

/** The choice after this one, or before; it goes round. */
export function turned(row: FormRow, text: string, by: 1 | -1): string {
  const all = choicesIn(row)
  return all.at((all.indexOf(text) + by) % all.length) ?? text
}

/** The next choice that begins with this letter; a space is the next of all. */
export function chosen(row: FormRow, text: string, letter: string): string {
  if (letter === ' ') return turned(row, text, 1)
  const all = choicesIn(row)
  const after = [...all.slice(all.indexOf(text) + 1), ...all]
  return after.find(each => each.startsWith(letter)) ?? text
}
