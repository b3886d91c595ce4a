import { THIS_MACHINE } from '../../state/model/host-config.ts'
import type { Intent } from '../../state/model/messages/intent.ts'
import { lineOf } from '../edit/line.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Form, FormField } from '../model/view.ts'
import { baseMode } from '../view/base-mode.ts'
import { type FieldErrors, markErrors, textOf } from '../view/form.ts'
import { withView } from '../view/toast.ts'
import { selectedRun } from './run-list.ts'

const FIELDS: readonly FormField[] = [
  ...(['agent', 'host', 'directory', 'permissions', 'model', 'prompt'] as const),
]

/** Opens the form of a new run at its prompt, with the agent and host of the selected run. */
export function openRunForm(state: UiState): UiState {
  const { agent = 'claude', host = THIS_MACHINE } = selectedRun(state) ?? {}
  const texts: Partial<Record<FormField, string>> = { agent, host, permissions: 'ask' }
  const fields = FIELDS.map(name => ({ name, line: lineOf(texts[name] ?? '') }))
  return withView(state, { mode: 'run-new', form: { fields, current: fields.length - 1 } })
}

/** The intent of the form; null if it has errors. */
export function readRunForm(state: UiState): Extract<Intent, { type: 'start-run' }> | null {
  const { form } = state.view
  if (!form || errorsIn(state, form).size > 0) return null
  const permissions = PERMISSIONS.find(each => each === textOf(form, 'permissions')) ?? 'ask'
  const model = textOf(form, 'model')
  return {
    type: 'start-run',
    host: textOf(form, 'host'),
    agent: textOf(form, 'agent'),
    prompt: textOf(form, 'prompt'),
    cwd: textOf(form, 'directory'),
    ...(permissions !== 'ask' && { permissions }),
    ...(model !== '' && { model }),
  }
}

/** Closes the form if it is valid, else shows the errors. */
export function submitRunForm(state: UiState): UiState {
  const { form } = state.view
  if (!form) return state
  if (readRunForm(state)) return withView(state, { form: null, mode: baseMode(state) })
  return markErrors(state, errorsIn(state, form))
}

const PERMISSIONS = ['ask', 'allow', 'deny'] as const

function errorsIn({ hosts }: Pick<UiState, 'hosts'>, form: Form): FieldErrors {
  const errors = new Map<FormField, string>()
  if (textOf(form, 'agent') === '') errors.set('agent', 'The agent is missing.')
  const host = textOf(form, 'host')
  if (!hosts.has(host))
    errors.set('host', host === '' ? 'The host is missing.' : `There is no host ${host}.`)
  const permissions = textOf(form, 'permissions')
  if (permissions !== '' && !PERMISSIONS.some(each => each === permissions))
    errors.set('permissions', 'ask, allow or deny')
  if (textOf(form, 'prompt') === '') errors.set('prompt', 'The prompt is missing.')
  return errors
}
