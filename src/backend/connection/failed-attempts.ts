import { type Failure, toFailure } from '../../state/model/failure.ts'
import { ExcessError } from '../tmux/host-limit.ts'
import { backoff } from './backoff.ts'

/**
 * Milliseconds between an attempt to connect that failed because the host's answers exceeded a limit of
 * `tmux/host-limit.ts`, and the next attempt. Long, because the host would exceed the limit again.
 */
const AFTER_EXCESS = 5 * 60_000

/** A failed attempt to connect: its reason, and the wait before the next attempt. */
export interface Missed {
  readonly failure: Failure
  /** Milliseconds until the next attempt. Null: no attempt until the user requests one. */
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
    /** Called when the host was reached, so that the next waits are short again. */
    reached() {
      count = 0
    },
  }
}

function needsPerson(failure: Failure): boolean {
  return failure.needsPerson === true || failure.kind === 'refused' || failure.kind === 'usage'
}
