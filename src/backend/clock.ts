/** The one place that reads the clock and sets timers. */

/** Epoch milliseconds, for what people read and files keep. Never for a duration: the clock may be set. */
export function now(): number {
  return Date.now()
}

let ahead = Number.NEGATIVE_INFINITY

/**
 * Epoch milliseconds that never go back nor stand still: a step forward is followed (a laptop that slept), one back
 * is not. For state, which compares such times to measure how long something took.
 */
export function steadyNow(): number {
  const elapsed = performance.now()
  ahead = Math.max(ahead, Date.now() - elapsed)
  return Math.round(ahead + elapsed)
}

/** Milliseconds of a clock that nobody sets, for durations and deadlines. */
export function monotonic(): number {
  return performance.now()
}

/** Resolves after so many milliseconds; a timer that keeps nobody alive. */
export function delay(milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, milliseconds).unref()
  })
}

export interface Limit {
  /** Milliseconds; Infinity for none. */
  readonly deadline: number
  readonly signal?: AbortSignal
  /** What to reject with past the deadline. */
  late(): Error
}

/** The time that a limit leaves. */
export interface Countdown {
  /** What is waited for now is a turn, which says nothing about the host. */
  stop(): void
  /** The whole of it, from now. */
  start(): void
}

/**
 * Settles as `work` does, but never later than the limit: then it rejects at once and aborts the
 * signal that `work` was given, with the same error as its reason.
 */
export async function limited<T>(
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

/** The same, for a question without which one can go on: null where it is not answered in so many milliseconds. */
export async function answerWithin<T>(
  deadline: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | null> {
  const late = new Error('no answer')
  try {
    return await limited({ deadline, late: () => late }, work)
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

/** Runs what was scheduled last, at most once every `milliseconds`, the first time at once. Misses coalesce. */
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
