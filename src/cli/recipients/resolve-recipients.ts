import { recipients } from '../../state/broadcast/recipient.ts'
import type { Fleet } from '../../state/fleet-handle.ts'
import type { Failure } from '../../state/model/failure.ts'
import type { SendOptions } from '../../state/model/receipt.ts'
import type { Recipient } from '../../state/model/recipient.ts'
import type { State } from '../../state/model/state.ts'
import type { RecipientTarget, Target } from '../../state/model/target.ts'
import { select } from '../../state/selectors/select-sessions.ts'
import { paneOf } from '../../state/targets/target.ts'
import type { ReachedHost } from '../connect/connect.ts'
import { type RecipientSpec, termsOf } from './recipient-spec.ts'
import { whyUnheard, withSuggestion } from './resolve-target.ts'

type Conditions = Pick<SendOptions, 'mode' | 'onlyAtPrompt' | 'queue'>

/**
 * A recipient, and the description (`spec`) by which it was found. If `awaited` is true, the recipient's host has not
 * answered yet.
 */
export interface ResolvedRecipient extends Recipient {
  readonly spec: RecipientSpec
  readonly awaited?: boolean
}

/**
 * Resolves all recipients on hosts that have answered; recipients on other hosts are `awaited`. A pane that is selected
 * twice occurs once. Panes in `taken`, which have the text already, are left out.
 */
export function resolveRecipients(
  fleet: Fleet,
  specs: readonly RecipientSpec[],
  reached: ReadonlyMap<string, ReachedHost>,
  how: Conditions,
  taken: readonly Target[] = [],
): ResolvedRecipient[] {
  const state = fleet.store.getState()
  const seen = new Set(taken.map(keyOf))
  return specs
    .flatMap(spec => {
      const there = reached.get(spec.host)
      return there ? lookUp(fleet, state, spec, there, how) : [{ ...unknown(spec), awaited: true }]
    })
    .filter(each => {
      const key = each.target ? keyOf(each.target) : each.name
      return !seen.has(key) && seen.add(key)
    })
}

function lookUp(
  fleet: Fleet,
  state: State,
  spec: RecipientSpec,
  reached: ReachedHost,
  how: Conditions,
): ResolvedRecipient[] {
  // A selector matches nothing on a host without tmux, which is not a failure.
  const unheard = 'session' in spec.aim ? whyUnheard(reached, spec.aim) : reached.failure
  if (unheard) return [{ ...unknown(spec), failure: unheard }]
  return recipients(state, aimsOf(state, spec), {
    ...how,
    ...(spec.answer && { answer: true as const }),
  }).map(each => ({
    ...each,
    spec,
    failure: each.failure && inWords(fleet, spec, each.failure),
  }))
}

function aimsOf(state: State, { host, aim }: RecipientSpec): readonly RecipientTarget[] {
  if (!('select' in aim)) return [aim]
  return (
    select(state, termsOf(aim.select))
      .targets.filter(target => target.host === host)
      // `--all` does not include the pane in which the command runs.
      .filter(target => !paneOf(state, target)?.pane.ours)
  )
}

function inWords(fleet: Fleet, { aim }: RecipientSpec, failure: Failure): Failure {
  return 'session' in aim ? withSuggestion(failure, fleet, aim) : failure
}

function unknown(spec: RecipientSpec): ResolvedRecipient {
  return { name: spec.name, target: null, command: '', failure: null, spec }
}

function keyOf({ host, server, pane }: Target): string {
  return JSON.stringify([host, server, pane])
}
