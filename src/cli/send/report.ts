import { broadcastSummary } from '../../state/broadcast/receipts.ts'
import { FailureError } from '../../state/model/failure.ts'
import { strip } from '../../state/text/text.ts'
import type { Call } from '../command/command.ts'
import { exitOfAll } from '../command/exit.ts'
import { receiptLine, receiptTable, summaryLine } from './receipt-table.ts'
import type { SendReportRow } from './send-and-report.ts'
import { failuresOf, withFate } from './send-failure.ts'

/** Prints the progress of a broadcast: with --json each change immediately, otherwise the receipts at the end. */
export interface Report {
  readonly changed: (rows: readonly SendReportRow[]) => void
  /** Resolves with the exit code when everything is printed. */
  end(rows: readonly SendReportRow[]): Promise<number>
}

export function createReport(call: Call): Report {
  const json = call.flags.is('json')
  const told = new Map<string, string>()
  let printed = Promise.resolve()
  const print = (line: string) => {
    printed = printed.then(() => call.print(line))
  }

  /** Prints why the text for a pane is held, so that the user knows what the command waits for. */
  function tellHeld({ name, receipt }: SendReportRow): void {
    if (receipt.held !== 'pane' || !receipt.failure) return
    const line = `The text for ${strip(name)} is held: ${strip(receipt.failure.what)}`
    if (told.get(name) !== line) call.say(line)
    told.set(name, line)
  }

  return {
    changed(rows) {
      for (const row of json ? [] : rows) tellHeld(row)
      for (const row of json ? rows : []) {
        const line = receiptLine(row)
        if (told.get(row.name) !== line) print(line)
        told.set(row.name, line)
      }
    },
    async end(rows) {
      const failures = failuresOf(rows)
      const code = exitOfAll(failures)
      const [only, second] = rows
      if (json) print(summaryLine(rows, code))
      else if (second) for (const line of receiptTable(rows, call.terminal)) print(line)
      await printed
      const [failure] = failures
      if (!second && failure) throw new FailureError(withFate(failure, only?.receipt.typed))
      for (const { name, receipt } of rows)
        if (receipt.note !== undefined) call.say(`${strip(name)}: ${strip(receipt.note)}`)
      call.say(
        only && !second ? `Sent to ${only.name}: ${only.receipt.word}.` : broadcastSummary(rows),
      )
      return code
    },
  }
}
