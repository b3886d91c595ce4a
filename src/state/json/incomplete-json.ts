import { hostsAtLimit } from '../runs/list-everywhere.ts'

/** A field with the hosts that list only their newest items, and may have older ones; no field if there is no such host. */
export function incompleteJson(rows: readonly { readonly host: string }[]): {
  readonly incomplete?: readonly string[]
} {
  const incomplete = hostsAtLimit(rows)
  return incomplete.length > 0 ? { incomplete } : {}
}
