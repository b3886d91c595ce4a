/**
 * The system clock in epoch milliseconds, for display and files. Not for durations: the system clock may be changed.
 */
export function now(): number {
  return Date.now()
}

let ahead = Number.NEGATIVE_INFINITY

/**
 * Epoch milliseconds that never decrease: follows the system clock forward (after a laptop's sleep) and ignores steps
 * back. Used as the time in state, which computes durations from it.
 */
export function steadyNow(): number {
  const elapsed = performance.now()
  ahead = Math.max(ahead, Date.now() - elapsed)
  return Math.round(ahead + elapsed)
}

/** Milliseconds of a monotonic clock, for durations and deadlines. */
export function monotonic(): number {
  return performance.now()
}

/** Resolves after this many milliseconds. The timer does not keep the process alive. */
export function delay(milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, milliseconds).unref()
  })
}

export interface Limit {
  /** Time limit in milliseconds; Infinity for none. */
  readonly deadline: number
  readonly signal?: AbortSignal
  /** Returns the error with which to reject when the deadline passes. */
  late(): Error
}

/** The countdown of a time limit. */
export interface Countdown {
  /** Stops the countdown, for a request that waits in this process for a free slot and is not yet sent to the host. */
  stop(): void
  /** Restarts the countdown with the full time limit. */
  start(): void
}

/**
 * Settles as `work` does. When the deadline passes, rejects at once and aborts the signal that `work` was given, with
 * the same error as its reason.
 */
export async function withDeadline<T>(
  limit: Limit,
  work: (signal: AbortSignal, countdown: Countdown) => Promise<T>,
): Promise<T> {
  const own = new AbortController()
  const signal = limit.signal ? AbortSignal.any([limit.signal, own.signal]) : own.signal
  signal.throwIfAborted()
  const milliseconds = Math.min(limit.deadline, 2 ** 31 - 1)
  let timer: NodeJS.Timeout | undefined
  let isOver = false
  const countdown: Countdown = {
    stop: () => clearTimeout(timer),
    start() {
      clearTimeout(timer)
      if (!isOver) timer = setTimeout(() => own.abort(limit.late()), milliseconds)
    },
  }
  countdown.start()
  try {
    return await unlessAborted(signal, work(signal, countdown))
  } finally {
    isOver = true
    countdown.stop()
  }
}

/**
 * Resolves with the result of `work`, or with null if `work` takes longer than `deadline` milliseconds. Rejects as
 * `work` does.
 */
export async function answerWithin<T>(
  deadline: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | null> {
  const late = new Error('no answer')
  try {
    return await withDeadline({ deadline, late: () => late }, work)
  } catch (thrown) {
    if (thrown === late) return null
    throw thrown
  }
}

/** Settles as `work` does, or rejects with the signal's reason, whichever comes first. */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/**
 * Calls `run` for requests: at once for the first one, then at most once every `milliseconds`. Requests in between are
 * merged into one call.
 */
export function createPace(
  milliseconds: number,
  run: () => void,
): { request(): void; stop(): void } {
  let timer: NodeJS.Timeout | null = null
  let last = Number.NEGATIVE_INFINITY

  function fire(): void {
    timer = null
    last = performance.now()
    run()
  }

  return {
    request() {
      if (timer) return
      const wait = last + milliseconds - performance.now()
      if (wait <= 0) fire()
      else timer = setTimeout(fire, wait)
    },
    stop() {
      if (timer) clearTimeout(timer)
      timer = null
    },
  }
}
