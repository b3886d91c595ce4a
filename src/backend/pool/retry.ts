import { withDeadline } from '../clock.ts'

export interface RetryOptions {
  /** Maximum sum of all waits, in milliseconds. */
  readonly budget: number
  /** Whether another attempt may succeed after this error. */
  readonly passing: (thrown: unknown) => boolean
  /** Called before each wait with the length of the wait. */
  readonly waiting?: (thrown: unknown, milliseconds: number) => void
  readonly signal?: AbortSignal
  /** Waits between attempts. Default: `pause`, which waits in real time. */
  readonly delay?: Wait
}

/** Waits this many milliseconds; rejects with the signal's reason when it aborts. */
export type Wait = (milliseconds: number, signal?: AbortSignal) => Promise<void>

/** Wait before the second attempt, in milliseconds. Each further wait is twice as long. */
const FIRST = 5000

/** Repeats `attempt` until it succeeds, fails permanently, or the next wait would exceed the budget. */
export async function retry<T>(options: RetryOptions, attempt: () => Promise<T>): Promise<T> {
  const { budget, passing, waiting, signal, delay = pause } = options
  for (let next = FIRST, waited = 0; ; next *= 2) {
    try {
      return await attempt()
    } catch (thrown) {
      if (!passing(thrown) || waited + next > budget) throw thrown
      waiting?.(thrown, next)
    }
    await delay(next, signal)
    waited += next
  }
}

/** Waits, and keeps the process alive meanwhile, because nothing else may do so. */
async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  const over = new Error('the wait is over')
  const never = () => new Promise<never>(() => {})
  await withDeadline(
    { deadline: milliseconds, late: () => over, ...(signal && { signal }) },
    never,
  ).catch(thrown => {
    if (thrown !== over) throw thrown
  })
}

/** Maximum sum of the waits between attempts of an azlin command, in milliseconds, from the environment. */
export function retryBudget(env: NodeJS.ProcessEnv): number {
  const seconds = Number(env['AMPLIHACK_REMOTE_RETRY_BUDGET_SECS'] || 120)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : 120_000
}
