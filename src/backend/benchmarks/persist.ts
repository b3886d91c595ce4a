import { setTimeout as delay } from 'node:timers/promises'
import { FailureError, sentence, toFailure } from '../../state/model/failure.ts'
import { monotonic } from '../clock.ts'

/** Failures of the way to a host, and not of what was asked there. */
const OF_THE_WAY: ReadonlySet<string> = new Set(['lost', 'unreachable', 'late'])
/** Milliseconds before the next try, doubled up to the last. */
const [FIRST, LAST] = [500, 10_000]

/** The host has not answered for so long that what runs there counts as lost. */
export class HostLostError extends Error {
  readonly host: string

  constructor(host: string, why: string) {
    super(`${host} did not answer: ${why}`)
    this.name = 'HostLostError'
    this.host = host
  }
}

function isOfTheWay(thrown: unknown): thrown is FailureError {
  return thrown instanceof FailureError && OF_THE_WAY.has(thrown.failure.kind)
}

/**
 * Does what is asked of a host, again and again while the host cannot be reached, for at most so many seconds.
 * @throws HostLostError after that; what fails for another reason passes through.
 */
export async function persist<T>(
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
      // What had begun and was lost in the middle tells that the host was there until now.
      if (since === null || thrown.failure.kind === 'lost') since = Math.max(since ?? began, began)
      const left = lostAfter * 1000 - (monotonic() - since)
      if (left <= 0 || thrown.failure.needsPerson)
        throw new HostLostError(host, sentence(toFailure(thrown, host)))
      await delay(Math.min(wait, left), undefined, { signal })
    }
  }
}
