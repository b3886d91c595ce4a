import { FailureError } from '../state/failure.ts'
import { summary } from '../state/receipt.ts'
import { exitOfAll } from './exit.ts'
import type { PostRow } from './post.ts'
import { failuresOf, receiptLine, receiptTable, summaryLine } from './receipt-table.ts'
import type { Call } from './word.ts'

/** Tells what becomes of a broadcast: to a program as it happens, to a person when it has. */
export interface Report {
  readonly changed: (rows: readonly PostRow[]) => void
  /** Resolves with the exit code when all is printed. `limit`: milliseconds that a target had. */
  end(rows: readonly PostRow[], limit: number): Promise<number>
}

export function createReport(call: Call): Report {
  const json = call.flags.is('json')
  const told = new Map<string, string>()
  let printed = Promise.resolve()
  const print = (line: string) => {
    printed = printed.then(() => call.print(line))
  }

  return {
    changed(rows) {
      if (!json) return
      for (const row of rows) {
        const line = receiptLine(row)
        if (told.get(row.name) !== line) print(line)
        told.set(row.name, line)
      }
    },
    async end(rows, limit) {
      const failures = failuresOf(rows, limit)
      const code = exitOfAll(failures)
      const [only, second] = rows
      if (json) print(summaryLine(rows, code))
      else if (second) for (const line of receiptTable(rows, call.terminal)) print(line)
      await printed
      const [failure] = failures
      if (!second && failure) throw new FailureError(failure)
      call.say(only && !second ? `Sent to ${only.name}: ${only.receipt.word}.` : summary(rows))
      return code
    },
  }
}
