import { THIS_MACHINE } from '../../state/model/host-config.ts'
import type { Intent } from '../../state/model/messages/intent.ts'
import { mayStart } from '../../state/sessions/session.ts'
import { EMPTY_LINE, lineOf } from '../edit/line.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Form, FormField } from '../model/view.ts'
import { baseMode } from '../view/base-mode.ts'
import { type FieldErrors, markErrors, textOf } from '../view/form.ts'
import { withView } from '../view/toast.ts'

const FIELDS: readonly FormField[] = ['host', 'name', 'directory', 'command']

/** Opens the dialog that starts a session. */
export function openForm(state: UiState): UiState {
  const host = state.view.host || state.view.session?.host || THIS_MACHINE
  const fields = FIELDS.map(name => ({ name, line: name === 'host' ? lineOf(host) : EMPTY_LINE }))
  return withView(state, { mode: 'new', form: { fields, current: 1 }, launcher: null })
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

function errorsIn(state: UiState, form: Form): FieldErrors {
  const errors = new Map<FormField, string>()
  const host = textOf(form, 'host')
  const failure = host ? mayStart(state, host) : null
  if (!host) errors.set('host', 'The host is missing.')
  if (failure) errors.set('host', failure.what)
  const name = textOf(form, 'name')
  if (/[:.]/.test(name)) errors.set('name', 'tmux allows no : and no . in a name')
  const taken = [...(state.hosts.get(host)?.sessions.values() ?? [])].some(
    each => each.name === name,
  )
  if (taken) errors.set('name', `${host} has a session of that name`)
  return errors
}

/** Closes the form if it is valid, else shows the errors. */
export function submitForm(state: UiState): UiState {
  if (readForm(state)) return withView(state, { form: null, mode: baseMode(state) })
  return state.view.form ? markErrors(state, errorsIn(state, state.view.form)) : state
}
