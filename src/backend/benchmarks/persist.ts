import { setTimeout as delay } from 'node:timers/promises'
import { FailureError, sentence } from '../../state/model/failure.ts'
import { monotonic } from '../clock.ts'

/** Failure kinds of a broken connection. All other failures come from the request itself. */
const OF_THE_WAY: ReadonlySet<string> = new Set(['lost', 'unreachable', 'late'])
/**
 * Wait before the first retry of a request, and the longest wait, in milliseconds. Each wait is twice the previous one.
 */
const [FIRST, LAST] = [500, 10_000]

/** The host was unreachable for longer than `lostAfter`: its runs count as lost. */
export class HostLostError extends Error {
  readonly host: string

  constructor(host: string, why: string) {
    super(`${host} could not be reached: ${why}`)
    this.name = 'HostLostError'
    this.host = host
  }
}

/** What the benchmark says when it gives up a host. `isOnly`: whether no other host can take over its attempts. */
export function lostHostText(host: string, isOnly: boolean): string {
  return isOnly
    ? `${host} can no longer be reached, and the benchmark has no other host for its attempts. To continue the benchmark when the host answers again, enter the same command again.`
    : `${host} can no longer be reached: other hosts take over its attempts.`
}

function isOfTheWay(thrown: unknown): thrown is FailureError {
  return thrown instanceof FailureError && OF_THE_WAY.has(thrown.failure.kind)
}

/**
 * Retries a request while the host cannot be reached, for at most `lostAfter` seconds.
 * @throws HostLostError after that; other failures pass through.
 */
export async function retryUntilLost<T>(
  { host, lostAfter, signal }: { host: string; lostAfter: number; signal: AbortSignal },
  work: () => Promise<T>,
): Promise<T> {
  let since: number | null = null
  for (let wait = FIRST; ; wait = Math.min(wait * 2, LAST)) {
    signal.throwIfAborted()
    const began = monotonic()
    try {
      return await work()
    } catch (thrown) {
      signal.throwIfAborted()
      if (!isOfTheWay(thrown)) throw thrown
      // A connection that broke during a request shows that the host was still reachable when the request began.
      if (since === null || thrown.failure.kind === 'lost') since = Math.max(since ?? began, began)
      const left = lostAfter * 1000 - (monotonic() - since)
      if (left <= 0 || thrown.failure.needsPerson)
        throw new HostLostError(host, sentence({ ...thrown.failure, host: undefined }))
      await delay(Math.min(wait, left), undefined, { signal })
    }
  }
}
