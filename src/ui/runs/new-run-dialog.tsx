import { type FieldHints, FormOverlay } from '../parts/form-overlay.tsx'
import type { Dialog } from '../view/dialog.ts'
import { completeHost, editForm, turnField, typeInForm } from '../view/form.ts'
import { openRunForm, submitRunForm } from './new-run.ts'

const HINTS: FieldHints = {
  agent: 'such as claude or codex',
  host: 'the host of the run',
  directory: 'empty: the current one; on another host, a copy of its repository',
  permissions: 'ask, allow or deny; empty: ask',
  model: "empty: the agent's own",
  prompt: 'what the agent is to do',
}

export const newRunDialog: Dialog = {
  mode: 'run-new',
  open: openRunForm,
  type: typeInForm,
  edit: editForm,
  complete: completeHost,
  nextField: turnField,
  submit: submitRunForm,
  draw: ({ form }) =>
    form && <FormOverlay form={form} title="New run" note="enter starts it" hints={HINTS} />,
}
