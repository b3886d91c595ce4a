import { type Failure, FailureError } from '../../state/model/failure.ts'
import { limited } from '../clock.ts'

export interface Readiness {
  /** Resolves once the host is up and known; rejects with why it is not, or past the deadline in milliseconds. */
  wait(deadline: number): Promise<void>
  /** It is up, and what runs there is known. */
  reached(): void
  left(): void
  /** It could not be reached: whoever waits is told why, and need not wait for the next attempt. */
  missed(failure: Failure): void
}

/** Lets others wait until a link that is being dialled is up. */
export function createReadiness(host: string): Readiness {
  const waiters = new Set<PromiseWithResolvers<void>>()
  let ready = false
  return {
    async wait(deadline) {
      if (ready) return
      const waiter = Promise.withResolvers<void>()
      waiters.add(waiter)
      const what = `It was not reached within ${deadline / 1000} s.`
      const late = () => new FailureError({ kind: 'late', host, what })
      await limited({ deadline, late }, () => waiter.promise).finally(() => waiters.delete(waiter))
    },
    reached() {
      ready = true
      for (const waiter of waiters) waiter.resolve()
    },
    left() {
      ready = false
    },
    missed(failure) {
      for (const waiter of waiters) waiter.reject(new FailureError(failure))
    },
  }
}
