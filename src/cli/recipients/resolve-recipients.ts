import { recipients } from '../../state/broadcast/recipient.ts'
import type { Fleet } from '../../state/fleet-handle.ts'
import type { Failure } from '../../state/model/failure.ts'
import type { How } from '../../state/model/receipt.ts'
import type { Recipient } from '../../state/model/recipient.ts'
import type { State } from '../../state/model/state.ts'
import type { Aim, Target } from '../../state/model/target.ts'
import { select } from '../../state/selectors/select.ts'
import { paneOf } from '../../state/targets/target.ts'
import type { Reached } from '../connect/connect.ts'
import { type RecipientSpec, termsOf } from './recipient-spec.ts'
import { meant, whyUnheard } from './resolve-target.ts'

type Conditions = Pick<How, 'mode' | 'onlyAtPrompt' | 'queue'>

/** A recipient, and its spec. `awaited`: its host has not answered yet. */
export interface ResolvedRecipient extends Recipient {
  readonly wish: RecipientSpec
  readonly awaited?: boolean
}

/**
 * Resolves all recipients on hosts that have answered; the others are awaited. A pane that is selected twice, or that
 * is in `taken`, occurs once.
 */
export function resolveRecipients(
  fleet: Fleet,
  wishes: readonly RecipientSpec[],
  reached: ReadonlyMap<string, Reached>,
  how: Conditions,
  taken: readonly Target[] = [],
): ResolvedRecipient[] {
  const state = fleet.store.getState()
  const seen = new Set(taken.map(keyOf))
  return wishes
    .flatMap(wish => {
      const there = reached.get(wish.host)
      return there ? lookUp(fleet, state, wish, there, how) : [{ ...unknown(wish), awaited: true }]
    })
    .filter(each => {
      const key = each.target ? keyOf(each.target) : each.name
      return !seen.has(key) && seen.add(key)
    })
}

function lookUp(
  fleet: Fleet,
  state: State,
  wish: RecipientSpec,
  reached: Reached,
  how: Conditions,
): ResolvedRecipient[] {
  // A selector matches nothing on a host without tmux, which is not a failure.
  const unheard = 'session' in wish.aim ? whyUnheard(reached, wish.aim) : reached.failure
  if (unheard) return [{ ...unknown(wish), failure: unheard }]
  return recipients(state, aimsOf(state, wish), {
    ...how,
    ...(wish.answer && { answer: true as const }),
  }).map(each => ({
    ...each,
    wish,
    failure: each.failure && inWords(fleet, wish, each.failure),
  }))
}

function aimsOf(state: State, { host, aim }: RecipientSpec): readonly Aim[] {
  if (!('select' in aim)) return [aim]
  return (
    select(state, termsOf(aim.select))
      .targets.filter(target => target.host === host)
      // `--all` does not include the pane in which the command runs.
      .filter(target => !paneOf(state, target)?.pane.ours)
  )
}

function inWords(fleet: Fleet, { aim }: RecipientSpec, failure: Failure): Failure {
  return 'session' in aim ? meant(failure, fleet, aim) : failure
}

function unknown(wish: RecipientSpec): ResolvedRecipient {
  return { name: wish.name, target: null, command: '', failure: null, wish }
}

function keyOf({ host, server, pane }: Target): string {
  return JSON.stringify([host, server, pane])
}
