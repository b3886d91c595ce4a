import { type Failure, FailureError } from '../../state/model/failure.ts'
import { withDeadline } from '../clock.ts'

export interface Readiness {
  /**
   * Resolves when the host is up and its sessions are known. Rejects with the reason when the host cannot be reached,
   * or after `deadline` (ms).
   */
  wait(deadline: number): Promise<void>
  /** Called when the host is up and its sessions are known. */
  reached(): void
  left(): void
  /** Called when an attempt failed. Rejects all waiters with the reason, before the next attempt starts. */
  missed(failure: Failure): void
}

/** Makes callers wait until a connection is up. */
export function createReadiness(host: string): Readiness {
  const waiters = new Set<PromiseWithResolvers<void>>()
  let ready = false
  return {
    async wait(deadline) {
      if (ready) return
      const waiter = Promise.withResolvers<void>()
      waiters.add(waiter)
      const what = `The host could not be reached within ${deadline / 1000} s.`
      const hint = `To find out why: \`fleetmux hosts test ${host}\`.`
      const late = () => new FailureError({ kind: 'late', host, what, hint })
      await withDeadline({ deadline, late }, () => waiter.promise).finally(() =>
        waiters.delete(waiter),
      )
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
