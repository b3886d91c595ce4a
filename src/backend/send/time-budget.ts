import { FailureError } from '../../state/model/failure.ts'
import { withDeadline } from '../clock.ts'

/**
 * The time budget of one target. Only time spent waiting for the target's host counts, not pauses that fleetmux makes.
 */
export interface TimeBudget {
  /** Settles as `work` does, but rejects with a timeout when the budget is used up. `work` itself continues. */
  wait<T>(work: Promise<T>): Promise<T>
}

export function createTimeBudget(host: string, milliseconds: number): TimeBudget {
  let left = milliseconds
  const late = () =>
    new FailureError({
      kind: 'late',
      host,
      what: `tmux on the host gave no answer within ${milliseconds / 1000} s.`,
      hint: `The host may be frozen, or the connection may be broken: \`fleetmux hosts test ${host}\` tests both.`,
    })
  return {
    async wait(work) {
      const start = performance.now()
      try {
        return await withDeadline({ deadline: Math.max(0, left), late }, () => work)
      } finally {
        left -= performance.now() - start
      }
    },
  }
}
