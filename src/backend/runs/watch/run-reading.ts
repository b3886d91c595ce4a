import { toFailure } from '../../../state/model/failure.ts'
import type { RunDigest, RunRef } from '../../../state/model/fleet-run.ts'
import type { Event } from '../../../state/model/messages/event.ts'
import type { Runs } from '../../../state/runs/order.ts'
import { digest, endDigest, NO_DIGEST } from '../../../state/runs/transcript/digest.ts'
import { createPassages } from '../../../state/runs/transcript/transcript.ts'

/** Milliseconds from the first event that is not shown yet to the next update of the screen, which shows all events. */
const COLLECT = 60

/**
 * Reads one run from its beginning and dispatches its digest: what the agent does, its open questions (also for
 * approval), its cost and how it ended; if `isShown` is true, also its whole conversation. A run that is working is
 * followed until it ends or `signal` aborts.
 */
export async function readFleetRun(
  runs: Pick<Runs, 'follow'>,
  { host, id, isShown, works }: RunRef & { readonly isShown: boolean; readonly works: boolean },
  dispatch: (event: Event) => void,
  signal: AbortSignal,
): Promise<void> {
  const passages = isShown ? createPassages() : null
  let known = NO_DIGEST
  let told: RunDigest | null = null
  // Whether all output that the run had when reading began has been read. The agent's questions and the answers to them
  // in that output are old, so they are not reported as new.
  let hasCaughtUp = false
  let timer: NodeJS.Timeout | undefined

  function tell(): void {
    timer = undefined
    if (signal.aborted) return
    if (hasCaughtUp && known !== told) dispatch({ type: 'run-told', host, id, digest: known })
    if (hasCaughtUp) told = known
    const changes = passages?.changes()
    if (changes) dispatch({ type: 'run-said', host, id, ...changes })
  }

  try {
    const result = await runs.follow(host, id, {
      signal,
      ...(!works && { once: true }),
      caughtUp() {
        hasCaughtUp = true
        timer ??= setTimeout(tell, COLLECT)
      },
      event(event) {
        known = digest(known, event)
        passages?.add(event)
        timer ??= setTimeout(tell, COLLECT)
      },
    })
    if (result) {
      known = endDigest(known, result)
      passages?.end(result)
    }
    hasCaughtUp = true
    clearTimeout(timer)
    tell()
  } catch (thrown) {
    if (!signal.aborted)
      dispatch({ type: 'run-unread', host, id, failure: toFailure(thrown, host) })
  } finally {
    clearTimeout(timer)
  }
}
