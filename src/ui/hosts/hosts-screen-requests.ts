import { leavesToSsh } from '../../state/hosts/fields-of-kind.ts'
import type { HostForm } from '../model/hosts-screen.ts'
import type { UiState } from '../model/ui-state.ts'
import { type Handlers, type Step, step } from '../view/step.ts'
import { clearToast, say, withView } from '../view/toast.ts'
import { openHostForm, withForm, withTexts } from './host-dialog.ts'
import { openHosts, scrollDetail } from './host-list.ts'

/** Message handlers of the hosts screen. */
export const hostsScreenRequests: Handlers = {
  'open-hosts': (state, { host }) => step(openHosts(clearToast(state), host)),
  'open-host-form': (state, { host, entry }) => step(openHostForm(clearToast(state), host, entry)),
  'scroll-detail': (state, { by }) => step(scrollDetail(clearToast(state), by)),
  'ask-drop': (state, { host }) => step(askDrop(clearToast(state), host)),

  'leave-ssh-config': state => leaveSshConfig(clearToast(state)),
  importable: state => step(state.view.hosts?.form?.asks ? filled(state) : state),
  failed: (state, { ref }) => step(ref === ASKED ? withForm(state, unasked(state)) : state),
}

const ASKED = 'ssh config of the form'

function askDrop(state: UiState, host: string): UiState {
  const count = state.hosts.get(host)?.sessions.size ?? 0
  const what = count === 1 ? '1 session keeps running' : `${count} sessions keep running`
  const question = `Remove ${host} from the configuration?${count > 0 ? ` ${what}.` : ''}`
  return withView(state, { mode: 'confirm', confirm: { what: 'drop', question, host } })
}

function leaveSshConfig(state: UiState): Step {
  const form = state.view.hosts?.form
  if (!form) return step(state)
  if (!leavesToSsh(form.texts)) return step(say(state, 'This host does not use your ssh config.'))
  if (goalOf(state, form)) return step(filled(state))
  const asking = say(withForm(state, { ...form, asks: true }), 'Asking ssh for the address…')
  return step(asking, { type: 'read-importable', ref: ASKED })
}

/** Copies the address that ssh has resolved into the form. */
function filled(state: UiState): UiState {
  const form = unasked(state)
  if (!form) return state
  const goal = goalOf(state, form)
  if (!goal) {
    const text = `Your ssh config has no host ${form.texts.host}: enter a user, a port or a key.`
    return say(withForm(state, form), text)
  }
  const text =
    'The form now has the address that ssh uses. If the host needs a key, enter its path.'
  return say(withForm(state, withTexts(form, goal)), text)
}

/** The parts of `user@name:port` as ssh reports it. An IPv6 address has no brackets. */
function goalOf({ importable }: UiState, form: HostForm) {
  const goal = importable?.find(each => each.name === form.texts.host)?.goal
  const [, user = '', host = '', port = ''] = /^(.*)@(.*):(\d+)$/.exec(goal ?? '') ?? []
  return goal ? { user, host, port } : null
}

function unasked({ view }: UiState): HostForm | null {
  return view.hosts?.form ? { ...view.hosts.form, asks: false } : null
}
