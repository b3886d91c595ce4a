import { editedBy, insert, type Line, lineOf } from '../edit/line.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Form, FormField } from '../model/view.ts'
import { withView } from './toast.ts'

/** What is wrong with the fields of a form. */
export type FieldErrors = ReadonlyMap<FormField, string>

export function typeInForm(state: UiState, text: string): UiState {
  return changeLine(state, line => insert(line, text))
}

export function editForm(state: UiState, key: string): UiState {
  return changeLine(state, line => editedBy(line, key))
}

/** Goes to another field. If the user leaves the host field, the host's name is completed. */
export function turnField(state: UiState, by: 1 | -1): UiState {
  const completed = completeHost(state)
  const { form } = completed.view
  if (!form) return state
  const current = (form.current + by + form.fields.length) % form.fields.length
  return withView(completed, { form: { ...form, current } })
}

/** Shows the errors beside the fields and selects the first field with one. */
export function markErrors(state: UiState, errors: FieldErrors): UiState {
  const { form } = state.view
  if (!form) return state
  const fields = form.fields.map(({ name, line }) => {
    const error = errors.get(name)
    return { name, line, ...(error !== undefined && { error }) }
  })
  const first = fields.findIndex(field => field.error !== undefined)
  return withView(state, { form: { fields, current: first < 0 ? form.current : first } })
}

/** Hosts whose name begins with the text of the field. */
export function hostChoices(state: UiState): readonly string[] {
  const { form } = state.view
  const begun = form ? textOf(form, 'host') : ''
  return [...state.hosts.keys()].filter(name => name.startsWith(begun))
}

/** In the host field: completes the text to the only matching host. */
export function completeHost(state: UiState): UiState {
  const { form } = state.view
  if (form?.fields[form.current]?.name !== 'host') return state
  const [only, ...others] = hostChoices(state)
  return only && others.length === 0 ? changeLine(state, () => lineOf(only)) : state
}

export function textOf(form: Form, name: FormField): string {
  return form.fields.find(field => field.name === name)?.line.text.trim() ?? ''
}

function changeLine(state: UiState, to: (line: Line) => Line): UiState {
  const { form } = state.view
  if (!form) return state
  const fields = form.fields.map(({ name, line }, index) =>
    index === form.current ? { name, line: to(line) } : { name, line },
  )
  return withView(state, { form: { ...form, fields } })
}
