import { isBad, isHeld, isHeldAtPane } from '../../state/broadcast/receipts.ts'
import { type Failure, makeFailure } from '../../state/model/failure.ts'
import type { BroadcastRow, Receipt } from '../../state/model/receipt.ts'
import { shellWord } from '../print/shell-word.ts'

/**
 * For each recipient its failure or null, for the exit code. A text still waiting when the command ends counts as late.
 */
export function failuresOf(rows: readonly BroadcastRow[]): (Failure | null)[] {
  return rows.map(row => {
    if (isBad(row.receipt)) return row.receipt.failure ?? null
    return row.receipt.word === 'waiting' ? stillWaiting(row) : null
  })
}

/** The failure of a text whose receipt is still `waiting`. The command ends now, so a text that is held is not sent. */
function stillWaiting(row: BroadcastRow): Failure {
  const { name, target } = row
  const isUnderway = target !== null && !isHeld(row) && !isHeldAtPane(row)
  return makeFailure({
    kind: 'late',
    ...(isUnderway
      ? {
          what: `tmux has not confirmed the text for ${name} in time.`,
          hint: `The text may still arrive: look at the pane before you send it again (\`fleetmux output ${shellWord(name)}\`).`,
        }
      : {
          what: `${name} was not ready in time, so the text was not sent to it.`,
          hint: 'Send the text again with a larger --timeout, or with --queue and a larger --hold.',
        }),
  })
}

/**
 * The failure of a text, with what has become of the text before the hint, so that the user does not send it twice.
 * `typed`: what had reached the pane.
 */
export function withFate(failure: Failure, typed: Receipt['typed']): Failure {
  const fate = fateOf(failure, typed)
  return fate ? makeFailure({ ...failure, hint: `${fate} ${failure.hint ?? ''}`.trim() }) : failure
}

function fateOf({ what }: Failure, typed: Receipt['typed']): string | null {
  if (typed === 'text') return 'The text is in the pane, but was not submitted.'
  const isTold = what.includes('may still arrive')
  return typed === 'unsure' && !isTold
    ? 'The text may still arrive: look at the pane before you send it again.'
    : null
}
