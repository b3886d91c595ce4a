import { attentionText } from '../../state/agents/raise-alert.ts'
import type { Alert, NotifySettings } from '../../state/model/settings/alert.ts'
import { needCount } from '../../state/runs/need-count.ts'
import type { Store } from '../../state/store.ts'
import { strip } from '../../state/text/text.ts'
import type { Modes } from './modes.ts'

/**
 * Alerts the user of this terminal: rings the bell or notifies when one more session or run needs a person, and keeps
 * their number in the title. Each alert is a separate write, between frames. Returns a function that stops it.
 */
export function alertPerson(store: Store, modes: Pick<Modes, 'tell' | 'setTitle'>): () => void {
  const { alerts, hosts, runs } = store.getState()
  let told = alerts.last
  let seen = hosts
  let seenRuns = runs.all
  const title = (): void => {
    const words = attentionText(needCount(store.getState()))
    modes.setTitle(words === '' ? 'fleetmux' : `fleetmux (${words})`)
  }
  const stop = store.subscribe(() => {
    const { alerts, hosts, runs, settings } = store.getState()
    if (hosts !== seen || runs.all !== seenRuns) title()
    seen = hosts
    seenRuns = runs.all
    const { last } = alerts
    if (last && last !== told) modes.tell(alertBytes(last, settings.notify, !!settings.inTmux))
    told = last
  })
  title()
  store.dispatch({ type: 'attend' })
  return stop
}

/** The bytes of an alert; '': bell and notifications are off. */
export function alertBytes(
  { text }: Alert,
  { bell, osc }: Pick<NotifySettings, 'bell' | 'osc'>,
  inTmux: boolean,
): string {
  const sequence = osc === false ? '' : SEQUENCES[osc](strip(text))
  return (bell ? '\x07' : '') + (inTmux && sequence !== '' ? throughTmux(sequence) : sequence)
}

const SEQUENCES: Readonly<Record<'9' | '99' | '777', (text: string) => string>> = {
  '9': text => `\x1b]9;${text}\x07`,
  '99': text => `\x1b]99;;${text}\x1b\\`,
  // Semicolons separate the fields of this sequence, so the text must not contain any.
  '777': text => `\x1b]777;notify;fleetmux;${text.replaceAll(';', ',')}\x07`,
}

/** Wraps a sequence so that tmux passes it on to the outer terminal, if its option `allow-passthrough` is set. */
function throughTmux(sequence: string): string {
  return `\x1bPtmux;${sequence.replaceAll('\x1b', '\x1b\x1b')}\x1b\\`
}
