import { THIS_MACHINE } from '../../state/model/host-config.ts'
import type { Intent } from '../../state/model/messages/intent.ts'
import { mayStart } from '../../state/sessions/session.ts'
import { EMPTY_LINE, editedBy, insert, type Line, lineOf } from '../edit/line.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Form, FormField } from '../model/view.ts'
import { baseMode } from '../view/base-mode.ts'
import { look } from '../view/toast.ts'

const FIELDS: readonly FormField[] = ['host', 'name', 'directory', 'command']

/** Opens the dialog that starts a session. */
export function openForm(state: UiState): UiState {
  const host = state.view.host || state.view.session?.host || THIS_MACHINE
  const fields = FIELDS.map(name => ({ name, line: name === 'host' ? lineOf(host) : EMPTY_LINE }))
  return look(state, { mode: 'new', form: { fields, current: 1 }, launcher: null })
}

export function typeInForm(state: UiState, text: string): UiState {
  return changeLine(state, line => insert(line, text))
}

export function editForm(state: UiState, key: string): UiState {
  return changeLine(state, line => editedBy(line, key))
}

export function turnField(state: UiState, by: 1 | -1): UiState {
  const { form } = state.view
  if (!form) return state
  const current = (form.current + by + form.fields.length) % form.fields.length
  return look(state, { form: { ...form, current } })
}

/** The intent of the form; null if it has errors. */
export function readForm(state: UiState): Extract<Intent, { type: 'new' }> | null {
  const { form } = state.view
  if (!form || errorsIn(state, form).size > 0) return null
  const [name, directory, command] = [
    textOf(form, 'name'),
    textOf(form, 'directory'),
    textOf(form, 'command'),
  ]
  return {
    type: 'new',
    host: textOf(form, 'host'),
    ...(name && { name }),
    ...(directory && { directory }),
    ...(command && { command }),
  }
}

/** Shows the errors beside the fields and selects the first field with one. */
function markErrors(state: UiState): UiState {
  const { form } = state.view
  if (!form) return state
  const errors = errorsIn(state, form)
  const fields = form.fields.map(({ name, line }) => {
    const error = errors.get(name)
    return { name, line, ...(error !== undefined && { error }) }
  })
  const first = fields.findIndex(field => field.error !== undefined)
  return look(state, { form: { fields, current: first < 0 ? form.current : first } })
}

/** Hosts whose name begins with the text of the field. */
export function hostChoices(state: UiState): readonly string[] {
  const { form } = state.view
  const begun = form ? textOf(form, 'host') : ''
  return [...state.hosts.keys()].filter(name => name.startsWith(begun))
}

/** In the host field: completes the text to the only matching host, or to the common prefix of all matching ones. */
export function completeHost(state: UiState): UiState {
  const { form } = state.view
  if (form?.fields[form.current]?.name !== 'host') return state
  const [only, ...others] = hostChoices(state)
  return only && others.length === 0 ? changeLine(state, () => lineOf(only)) : state
}

function errorsIn(state: UiState, form: Form): ReadonlyMap<FormField, string> {
  const errors = new Map<FormField, string>()
  const host = textOf(form, 'host')
  const failure = host ? mayStart(state, host) : null
  if (!host) errors.set('host', 'Which host?')
  if (failure) errors.set('host', failure.what)
  const name = textOf(form, 'name')
  if (/[:.]/.test(name)) errors.set('name', 'tmux allows no : and no . in a name')
  const taken = [...(state.hosts.get(host)?.sessions.values() ?? [])].some(
    each => each.name === name,
  )
  if (taken) errors.set('name', `${host} has a session of that name`)
  return errors
}

function textOf(form: Form, name: FormField): string {
  return form.fields.find(field => field.name === name)?.line.text.trim() ?? ''
}

function changeLine(state: UiState, to: (line: Line) => Line): UiState {
  const { form } = state.view
  if (!form) return state
  const fields = form.fields.map(({ name, line }, index) =>
    index === form.current ? { name, line: to(line) } : { name, line },
  )
  return look(state, { form: { ...form, fields } })
}

/** Closes the form if it is valid, else shows the errors. */
export function submitForm(state: UiState): UiState {
  return readForm(state) ? look(state, { form: null, mode: baseMode(state) }) : markErrors(state)
}
