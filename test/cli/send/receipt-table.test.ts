import { expect, test } from 'vitest'
import { receiptTable } from '../../../src/cli/send/receipt-table.ts'
import type { SendReportRow } from '../../../src/cli/send/send-and-report.ts'
import { refused } from '../../../src/state/broadcast/receipts.ts'
import { makeFailure } from '../../../src/state/model/failure.ts'
import type { Receipt } from '../../../src/state/model/receipt.ts'

const late = makeFailure({ kind: 'late', what: 'The pane was not ready within 60 s.' })
const down = makeFailure({ kind: 'unreachable', what: 'The host does not answer.' })

function rowOf(name: string, receipt: Receipt): SendReportRow {
  return { name, target: null, receipt, command: '', spec: { name, host: '', aim: { select: '' } } }
}

test('on a terminal, only a host that was not reached is called that', () => {
  const rows = [
    rowOf('a/x', { ...refused(late), typed: 'nothing' }),
    rowOf('b/x', refused(down)),
    rowOf('c/x', refused({ ...late, kind: 'refused' })),
  ]
  const words = (stdout: boolean) =>
    receiptTable(rows, { stdout, columns: 200 }).map(line => line.split(/\t| {2,}/)[1])
  expect(words(true).slice(1)).toEqual(['refused', 'not reached', 'refused'])
  expect(words(false)).toEqual(['refused', 'refused', 'refused'])
})
