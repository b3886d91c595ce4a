import { FailureError } from '../../state/model/failure.ts'
import { delay } from '../clock.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { look, type PaneSnapshot } from './pane-snapshot.ts'
import type { Settle } from './settle.ts'

/** How long something is looked for, in milliseconds. */
export const LOOKED_FOR = 2000
/** Between looks: short at first, when most answers come, then longer and longer. */
const FIRST_GAP = 8
/** Where every look is a process on the host. */
const FIRST_GAP_SWEPT = 100
const LONGEST_GAP = 400

export interface Watched {
  readonly client: TmuxClient
  readonly pane: string
  readonly over: AbortSignal
  readonly lull: Settle
}

/**
 * Looks at a pane until `enough` says so or the time is over, in milliseconds. `enough` is given this sight,
 * the one before and the time spent. Where the pane or the way to it goes away, or `over` says that somebody else
 * types there now, there is nothing more to see.
 */
export async function watch(
  { client, pane, over, lull }: Watched,
  milliseconds: number,
  enough: (now: PaneSnapshot, before: PaneSnapshot | null, spent: number) => boolean,
): Promise<void> {
  const start = performance.now()
  let before: PaneSnapshot | null = null
  await lull.wait()
  for (
    let gap = client.pushed ? FIRST_GAP : FIRST_GAP_SWEPT;
    ;
    gap = Math.min(gap * 2, LONGEST_GAP)
  ) {
    const left = start + milliseconds - performance.now()
    await delay(Math.max(0, Math.min(gap, left)))
    const now = await look(client, pane, LOOKED_FOR).catch(unseen)
    if (!now || over.aborted || enough(now, before, performance.now() - start) || left <= gap)
      return
    before = now
  }
}

function unseen(error: unknown): null {
  if (error instanceof FailureError) return null
  throw error
}
