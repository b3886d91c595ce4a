import { FailureError } from '../../state/model/failure.ts'
import { findMissed } from '../../state/output/missed-lines.ts'
import type { Advance, Tail } from '../../state/output/tail.ts'
import type { ResolvedTarget } from '../recipients/resolve-target.ts'
import { readScrollback } from './follow-pane.ts'

/** More lines than this are not fetched at once. */
const MOST = 10_000
/** What may be printed while we ask. */
const MEANWHILE = 1000

/** Lines that went by between two looks, as far as tmux has kept them; `lost` is told where it has not. */
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

/** The link may be down just now: the lines are lost to us, the stream goes on. */
function unlessFailed(error: unknown): null {
  if (error instanceof FailureError) return null
  throw error
}
