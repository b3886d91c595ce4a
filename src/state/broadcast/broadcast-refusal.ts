import { type Failure, makeFailure } from '../model/failure.ts'
import type { Broadcast } from '../model/receipt.ts'
import { counted } from '../text/counted.ts'

/** Why a broadcast sends nothing. */
export const nobody: Failure = makeFailure({
  kind: 'usage',
  what: 'No recipient was named, so nothing was sent.',
  hint: 'Name a pane as host/session, or mark sessions on the screen.',
})

/** Why the interruption of a broadcast sends nothing. */
export const noneToInterrupt: Failure = makeFailure({
  kind: 'refused',
  what: 'No pane can have received this text, so there is nothing to interrupt.',
  hint: 'Ctrl-C was not sent. To send it nevertheless: `fleetmux interrupt TARGET`.',
})

export function noSuchBroadcast(id: number): Failure {
  return makeFailure({
    kind: 'missing',
    what: `The text with the number ${id} and its receipts are no longer stored. Nothing was sent.`,
    hint: 'On the screen, R shows the stored receipts.',
  })
}

export function whyNoRetry({ rows }: Broadcast): Failure {
  const unsure = rows.filter(row => row.receipt.typed === 'unsure').length
  if (unsure === 0)
    return makeFailure({
      kind: 'refused',
      what: 'No recipient of this text failed, so nothing was sent again.',
    })
  return makeFailure({
    kind: 'refused',
    what: `The text may already have arrived in ${counted(unsure, 'pane')}, so a retry could send it twice.`,
    hint:
      unsure === 1
        ? 'Nothing was sent. Check the pane, and send the text again only if the pane did not get it.'
        : 'Nothing was sent. Check these panes, then send the text to those that did not get it.',
  })
}
