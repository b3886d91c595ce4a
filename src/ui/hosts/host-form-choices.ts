import { fieldsFor } from '../../state/hosts/fields-of-kind.ts'
import { specOf } from '../../state/hosts/host-field.ts'
import type { FormRow, HostForm } from '../model/hosts-screen.ts'

/** The rows of the form, from top to bottom. */
export function formRows({ texts }: Pick<HostForm, 'texts'>): readonly FormRow[] {
  return [...fieldsFor(texts.transport), 'enabled', 'default']
}

/** The choices in a row; empty: free text. */
export function choicesIn(row: FormRow): readonly string[] {
  if (row === 'enabled') return ['yes', 'no']
  if (row === 'default') return ['no', 'yes']
  return specOf(row).choices ?? []
}

/** The next or previous choice, wrapping around. */
export function adjacentChoice(row: FormRow, text: string, by: 1 | -1): string {
  const all = choicesIn(row)
  return all.at((all.indexOf(text) + by) % all.length) ?? text
}

/** The next choice that begins with this letter. For a space, the next choice of all. */
export function choiceByLetter(row: FormRow, text: string, letter: string): string {
  if (letter === ' ') return adjacentChoice(row, text, 1)
  const all = choicesIn(row)
  const after = [...all.slice(all.indexOf(text) + 1), ...all]
  return after.find(each => each.startsWith(letter)) ?? text
}
