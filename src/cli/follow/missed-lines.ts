import { FailureError } from '../../state/model/failure.ts'
import { findMissed } from '../../state/output/missed-lines.ts'
import type { Advance, Tail } from '../../state/output/tail.ts'
import type { ResolvedTarget } from '../recipients/resolve-target.ts'
import { readScrollback } from './follow-pane.ts'

/** Most lines fetched at once. */
const MOST = 10_000
/** Lines that may be printed during the request. */
const MEANWHILE = 1000

/** Lines that scrolled past between two screens, as far as tmux has kept them; `lost` is called if it has not. */
export async function missedLines(
  picked: ResolvedTarget,
  before: Tail,
  { missed, tail }: Advance,
  lost: () => void,
): Promise<readonly string[]> {
  if (missed === 0) return []
  const looked = await readScrollback(picked, Math.min(missed + MEANWHILE, MOST)).catch(
    unlessFailed,
  )
  const found = looked && findMissed(looked, before, tail)
  if (!found) lost()
  return found ?? []
}

/** The connection may be down: these lines are lost, but the stream continues. */
function unlessFailed(error: unknown): null {
  if (error instanceof FailureError) return null
  throw error
}
