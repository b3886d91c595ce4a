import type { Form as Fields } from '../model/view.ts'
import { type FieldHints, FormOverlay } from '../parts/form-overlay.tsx'
import type { Dialog } from '../view/dialog.ts'
import { completeHost, editForm, turnField, typeInForm } from '../view/form.ts'
import { openForm, submitForm } from './new-session-form.ts'

const HINTS: FieldHints = {
  host: 'the host of the session',
  name: 'empty: tmux gives it a number',
  directory: 'empty: your home directory on the host',
  command: 'empty: your shell',
}

export function Form({ form }: { readonly form: Fields }) {
  return <FormOverlay form={form} title="New session" note="enter starts it" hints={HINTS} />
}

/** The dialog that starts a session with a command or a shell. */
export const newSessionDialog: Dialog = {
  mode: 'new',
  open: openForm,
  type: typeInForm,
  edit: editForm,
  complete: completeHost,
  nextField: turnField,
  submit: submitForm,
  draw: ({ form }) => form && <Form form={form} />,
}
