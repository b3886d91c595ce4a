import type { Candidate } from './candidate.ts'
import { choosePlacement, type Placement } from './placement.ts'

export interface ExecRequest {
  /** The machine size of `--vm-size`: the provider's name (SKU). */
  readonly size: string
  readonly region: string | null
  /** `--vm-name`: only this machine. */
  readonly name?: string
  /** `--no-reuse`: always a new machine. */
  readonly fresh: boolean
}

/**
 * The machine for an `exec` command: the named one; else, unless a fresh one is requested, a machine of the pool with
 * the size and region of the request and a free slot; else a new machine (null).
 */
export function placeExec(candidates: readonly Candidate[], request: ExecRequest): Placement {
  if (request.name !== undefined) {
    return choosePlacement(candidates, { tier: null, region: null, host: request.name }, 1)
  }
  if (request.fresh) return { places: [null], passed: [] }
  return choosePlacement(candidates, { tier: null, size: request.size, region: request.region }, 1)
}
