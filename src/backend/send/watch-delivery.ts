import { FailureError } from '../../state/model/failure.ts'
import { delay } from '../clock.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { look, type PaneSnapshot } from './pane-snapshot.ts'
import type { Settle } from './settle.ts'

/**
 * Milliseconds for which a pane is watched for the echo of a text, counted from the pasting, or for the program's
 * output, counted from Enter.
 */
export const LOOKED_FOR = 2000
/**
 * Milliseconds before the first snapshot of the pane. The gap to each further snapshot doubles, since most programs
 * react quickly.
 */
const FIRST_GAP = 8
/** `FIRST_GAP` with polling, where each snapshot starts a process on the host. */
const FIRST_GAP_POLLED = 100
/** Maximum milliseconds between two snapshots. */
const LONGEST_GAP = 400

export interface Watched {
  readonly client: TmuxClient
  readonly pane: string
  readonly over: AbortSignal
  readonly settle: Settle
}

/**
 * Takes snapshots of a pane until `enough` returns true or `milliseconds` have passed. `enough` is called with the
 * current snapshot, the previous one, and the milliseconds spent. Ends early if the pane or its host is gone, or if
 * `over` is aborted because the next text for this pane is being typed.
 */
export async function watch(
  { client, pane, over, settle }: Watched,
  milliseconds: number,
  enough: (now: PaneSnapshot, before: PaneSnapshot | null, spent: number) => boolean,
): Promise<void> {
  const start = performance.now()
  let before: PaneSnapshot | null = null
  await settle.wait()
  for (
    let gap = client.pushed ? FIRST_GAP : FIRST_GAP_POLLED;
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
