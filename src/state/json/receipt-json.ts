import type { BroadcastRow } from '../model/receipt.ts'
import { failureJson } from './failure-json.ts'

/**
 * The receipt of one pane as a JSON document. `host`: the host that the user has written, used if the recipient has no
 * pane.
 */
export function receiptJson(
  { name, target, receipt }: BroadcastRow,
  { host, command }: { readonly host: string; readonly command?: string },
) {
  const { word, open, typed = null, held = null, note = null, failure } = receipt
  return {
    target: name,
    host: target?.host ?? host,
    server: target?.server ?? null,
    pane: target?.pane ?? null,
    command: (target && command) ?? null,
    word,
    open,
    typed,
    held,
    note,
    failure: failure ? failureJson(failure) : null,
  }
}
