import { FailureError } from '../../state/model/failure.ts'
import { findMissed } from '../../state/output/missed-lines.ts'
import type { Advance, Tail } from '../../state/output/tail.ts'
import type { ResolvedTarget } from '../recipients/resolve-target.ts'
import { readScrollback } from './follow-pane.ts'

/** Maximum number of lines of a pane's scrollback fetched at once. If more were missed, all of them count as lost. */
const MOST = 10_000
/** Number of additional lines to fetch, because the pane's program may print more until tmux answers. */
const MEANWHILE = 1000

/** Lines that scrolled past between two screens. Calls `lost` if tmux does not have them any more. */
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

/** Ignores a FailureError, since the connection may be down: the lines are lost, but the stream continues. */
function unlessFailed(error: unknown): null {
  if (error instanceof FailureError) return null
  throw error
}
