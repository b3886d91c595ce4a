import { DEMO_HOSTS_READ_ONLY } from '../../state/configuration/host-admin.ts'
import { isFine } from '../../state/model/check.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { HostForm, Trial } from '../model/hosts-screen.ts'
import type { UiState } from '../model/ui-state.ts'
import { baseMode } from '../view/base-mode.ts'
import { inside, overlayOf } from '../view/layout.ts'
import { type Handlers, type Step, step } from '../view/step.ts'
import { refuseOnScreen, say, withView } from '../view/toast.ts'
import { type DetailLine, testLines } from './host-detail.ts'
import { withForm } from './host-dialog.ts'

/** Message handlers that test the host that the open form describes, and save it if no check fails. */
export const trials: Handlers = {
  'try-host': (state, { type: _, untested, ...asked }) => {
    const { form } = state.view.hosts ?? {}
    if (!form) return step(state)
    if (!asked.isNew && Object.keys(asked.change).length === 0) return step(unchanged(state))
    const next = withTrial(state, form, { ...asked, isKept: false })
    return untested ? keep(next) : step(withView(next, { mode: 'host-trial', scroll: 0 }))
  },

  // If the test could not be started, the form stays open for corrections.
  'test-host': (state, { host, ref }) =>
    step(
      trialOf(state)?.ref === ref && state.tests?.get(host)?.ref !== ref
        ? backToForm(state)
        : state,
    ),

  tested: (state, { host, test: ref }) => {
    const test = state.tests?.get(host)
    const isOurs = trialOf(state)?.ref === ref && test?.ref === ref
    return isOurs && isFine(test.checks) ? keep(state) : step(state)
  },

  'keep-anyway': state => keep(state),

  did: (state, { ref }) => step(isKeptBy(state, ref) ? kept(state) : state),
  failed: (state, { ref }) => step(isKeptBy(state, ref) ? backToForm(state) : state),
}

/** The results of the test so far, and what happens next. */
export function trialLines(state: UiState): readonly DetailLine[] {
  const trial = trialOf(state)
  const test = trial && state.tests?.get(trial.host)
  if (!test) return []
  const lines = testLines(test, inside(overlayOf(state.view)).width - 2)
  if (trial.isKept) return [...lines, { text: 'Saving the host…', look: 'accent' }]
  if (!test.isOver || isFine(test.checks)) return lines
  return [
    ...lines,
    { text: '', look: 'plain' },
    { text: 'Save the host anyway? y saves it, n goes back to the form.', look: 'strong' },
  ]
}

/** Scrolls the results of a test that do not fit the dialog. */
export function scrollTrial(state: UiState, by: number): UiState {
  const most = Math.max(0, trialLines(state).length - inside(overlayOf(state.view)).height)
  return withView(state, { scroll: Math.max(0, Math.min(state.view.scroll + by, most)) })
}

function keep(state: UiState): Step {
  const { form } = state.view.hosts ?? {}
  const trial = form?.trial
  if (!form || !trial || trial.isKept) return step(state)
  const next = withTrial(state, form, { ...trial, isKept: true })
  if (state.settings.pretends) return step(backToForm(refuseOnScreen(next, DEMO_HOSTS_READ_ONLY)))
  return step(next, commandOf(trial))
}

function commandOf({ host, change, isNew, ref }: Trial): Command {
  return { type: 'keep-host', host, change, isNew, ref: keepRef(ref) }
}

/**
 * The id of the command that saves the host. It differs from `ref`, the id of the test, so that the results are
 * distinguishable.
 */
function keepRef(ref: string): string {
  return `${ref} kept`
}

function isKeptBy(state: UiState, ref: string | undefined): boolean {
  const trial = trialOf(state)
  return !!trial?.isKept && ref === keepRef(trial.ref)
}

/** Closes the form and selects the saved host. */
function kept(state: UiState): UiState {
  const { hosts } = state.view
  const trial = hosts?.form?.trial
  if (!hosts || !trial) return state
  const { name: host = trial.host } = trial.change
  const next = withView(state, { hosts: { ...hosts, host, form: null, picks: null }, scroll: 0 })
  return withView(next, { mode: baseMode(next) })
}

function unchanged(state: UiState): UiState {
  const closed = withForm(state, null)
  return say(withView(closed, { mode: baseMode(closed) }), 'Nothing was changed.')
}

function backToForm(state: UiState): UiState {
  const { form } = state.view.hosts ?? {}
  return form ? withView(withForm(state, { ...form, trial: null }), { mode: 'host-form' }) : state
}

function withTrial(state: UiState, form: HostForm, trial: Trial): UiState {
  return withForm(state, { ...form, trial })
}

function trialOf({ view }: UiState): Trial | null {
  return view.hosts?.form?.trial ?? null
}
