import type { Candidate } from './candidate.ts'
import { type Placement, place } from './placement.ts'

export interface ExecWish {
  /** `--vm-size`: a SKU. */
  readonly size: string
  readonly region: string | null
  /** `--vm-name`: that machine or none. */
  readonly name?: string
  /** `--no-reuse`: always a new one. */
  readonly fresh: boolean
}

/**
 * Where one `exec` runs: on the machine that was named; else on one of the pool that is of that size, in
 * that region and has room, unless a fresh one is wanted; else on one to be provisioned (a null place).
 */
export function placeExec(candidates: readonly Candidate[], wish: ExecWish): Placement {
  if (wish.name !== undefined) {
    return place(candidates, { tier: null, region: null, host: wish.name }, 1)
  }
  if (wish.fresh) return { places: [null], passed: [] }
  return place(candidates, { tier: null, size: wish.size, region: wish.region }, 1)
}
