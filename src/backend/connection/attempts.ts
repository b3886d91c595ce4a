import { type Failure, toFailure } from '../../state/model/failure.ts'
import { ExcessError } from '../tmux/host-limit.ts'
import { backoff } from './backoff.ts'

/** Milliseconds until the next attempt after a host exceeded a limit: it would exceed the limit again at once. */
const AFTER_EXCESS = 5 * 60_000

/**
 * Why the host is not up, and the milliseconds until the next attempt. Null: no attempt until a person requests one.
 */
export interface Missed {
  readonly failure: Failure
  readonly wait: number | null
}

/** Counts the failed attempts to reach one host, and says how long to wait after each. */
export function createAttempts(host: string) {
  let count = 0
  return {
    missed(error: unknown): Missed {
      const failure = toFailure(error, host)
      if (needsPerson(failure)) return { failure, wait: null }
      return { failure, wait: error instanceof ExcessError ? AFTER_EXCESS : backoff(count++) }
    },
    /** Back-off starts again from the first wait. */
    reached() {
      count = 0
    },
  }
}

function needsPerson(failure: Failure): boolean {
  return failure.needsPerson === true || failure.kind === 'refused' || failure.kind === 'usage'
}
