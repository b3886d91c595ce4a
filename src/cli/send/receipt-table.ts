import { countReceipts } from '../../state/broadcast/receipts.ts'
import { receiptJson } from '../../state/json/receipt-json.ts'
import { type Failure, sentence } from '../../state/model/failure.ts'
import type { BroadcastRow, Receipt } from '../../state/model/receipt.ts'
import { strip } from '../../state/text/text.ts'
import { toJson } from '../print/json.ts'
import { table } from '../print/table.ts'
import type { ResolvedRecipient } from '../recipients/resolve-recipients.ts'
import type { SendReportRow } from './send-and-report.ts'
import { withFate } from './send-failure.ts'

type Terminal = Parameters<typeof table>[2]

/** The table of recipients. Refused recipients have the reason beside them. */
export function recipientTable(
  all: readonly ResolvedRecipient[],
  terminal: Terminal,
  isShort = false,
): string[] {
  const rows = all.map(({ name, command, failure, awaited }) => [
    name,
    command,
    awaited ? 'when its host answers' : failure ? whyNot(failure, isShort) : 'gets the text',
  ])
  return table(['TARGET', 'RUNS', ''], rows, terminal)
}

function whyNot(failure: Failure, isShort: boolean): string {
  const word = isUnreached(failure) ? 'not reached' : 'refused'
  return `${word}: ${isShort ? strip(failure.what) : reason(failure)}`
}

/** Whether the host could not be reached, as opposed to a pane that has refused the text. */
function isUnreached(failure: Failure | undefined): boolean {
  return failure?.kind === 'unreachable' || failure?.kind === 'late'
}

/** The receipts of all recipients. */
export function receiptTable(rows: readonly SendReportRow[], terminal: Terminal): string[] {
  const lines = rows.map(({ name, receipt }) => [name, wordFor(receipt, terminal), why(receipt)])
  return table(['TARGET', 'RECEIPT', ''], lines, terminal)
}

/** The word for a receipt. Only a terminal shows `not reached` instead of `refused` for an unreachable host. */
function wordFor(receipt: Receipt, { stdout }: Terminal): string {
  return stdout && receipt.word === 'refused' && wasUnreached(receipt)
    ? 'not reached'
    : receipt.word
}

/** Whether the text failed because its host could not be reached, not because its pane was not ready in time. */
export function wasUnreached({ word, failure, typed }: Receipt): boolean {
  return isUnreached(failure) && !(word === 'refused' && typed === 'nothing')
}

/** The result for one recipient as a line of NDJSON, as documented in docs/cli.md. */
export function receiptLine(row: SendReportRow): string {
  const { spec, command } = row
  return toJson({ receipt: receiptJson(row, { host: spec.host, command }) })
}

export function summaryLine(rows: readonly BroadcastRow[], exit: number): string {
  return toJson({ summary: { targets: rows.length, ...countReceipts(rows), exit } })
}

function why({ failure, typed }: Receipt): string {
  return failure ? reason(withFate(failure, typed)) : ''
}

/** The sentence of a failure without its host, which is in the first column. */
function reason(failure: Failure): string {
  return strip(sentence({ ...failure, host: undefined }))
}
