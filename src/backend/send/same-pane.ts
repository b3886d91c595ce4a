import { type Failure, makeFailure } from '../../state/model/failure.ts'
import type { Receipt } from '../../state/model/receipt.ts'
import type { Target } from '../../state/model/target.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { areSameServer } from './same-server.ts'

/**
 * A target to which the text was sent before. `receipt`: the result of that send; null: an earlier broadcast sent the
 * text, and its result is unknown here.
 */
export interface SamePane {
  readonly target: Target
  readonly receipt: Receipt | null
}

/** Detects whether a pane has already received the text under another host name. */
export function createSamePaneCheck({
  clientOf,
  name,
}: {
  readonly clientOf: (host: string) => TmuxClient | Failure
  readonly name: (target: Target) => string
}): {
  /**
   * The reason why this target must not receive the text: it is the same pane as an earlier target, under another host
   * name. null: it is another pane, or the earlier target did not receive the text.
   */
  readonly whyNot: (
    target: Target,
    before: readonly SamePane[],
    deadline: number,
  ) => Promise<Failure | null>
} {
  async function areSame(target: Target, other: Target, deadline: number): Promise<boolean | null> {
    const [one, two] = [clientOf(other.host), clientOf(target.host)]
    return 'what' in one || 'what' in two ? null : areSameServer(one, two, deadline)
  }

  return {
    async whyNot(target, before, deadline) {
      for (const { target: other, receipt } of before) {
        const mayBe = other.server === target.server && other.pane === target.pane
        if (!mayBe || other.host === target.host || !mayHave(receipt)) continue
        const isSame = await areSame(target, other, deadline)
        if (isSame !== false) return sameAs(target.host, name(other), isSame, receipt)
      }
      return null
    },
  }
}

function mayHave(receipt: Receipt | null): boolean {
  if (!receipt) return true
  const isBad = receipt.word === 'refused' || receipt.word === 'failed'
  return !isBad || receipt.typed === 'text' || receipt.typed === 'unsure'
}

function sameAs(
  host: string,
  other: string,
  isSame: true | null,
  receipt: Receipt | null,
): Failure {
  const is = isSame ? 'This target is' : 'This target may be'
  const got =
    receipt?.typed === 'unsure' ? 'where the text may have arrived' : 'which received the text'
  return makeFailure({ kind: 'refused', host, what: `${is} the same pane as ${other}, ${got}.` })
}
