import type { Notice } from './notice.ts'

/**
 * Time in milliseconds for which nothing is sent to a device, if its push service asked for fewer requests without
 * saying for how long.
 */
const DEFAULT = 60_000
/** Minimum time for which nothing is sent to a device whose push service asked for fewer requests, in milliseconds. */
const SHORTEST = 10_000
/** Maximum time for which a notification is held back, in milliseconds: an older notification would be out of date. */
const LONGEST = 10 * 60_000
/** Maximum number of further attempts to send one notification; then it is dropped. */
const ATTEMPTS = 3

interface Held {
  readonly timer: NodeJS.Timeout
  readonly attempt: number
  notice: Notice
}

/**
 * Notifications for devices whose push service has asked for fewer requests (429 or 503). Only the newest notification
 * of a device is kept.
 */
export interface ThrottledDevices {
  /**
   * If nothing may be sent to the device now, returns true, and the notification replaces the one that waits for it.
   */
  replace(endpoint: string, notice: Notice): boolean
  /**
   * Keeps a notification, and sends it after the time that `retryAfter` (a header of the push service's answer) asks
   * for.
   */
  hold(endpoint: string, notice: Notice, retryAfter: string | null, attempt: number): void
  close(): void
}

export function createThrottledDevices(options: {
  readonly send: (endpoint: string, notice: Notice, attempt: number) => void
  readonly now: () => number
}): ThrottledDevices {
  const all = new Map<string, Held>()

  function release(endpoint: string): void {
    const held = all.get(endpoint)
    all.delete(endpoint)
    if (held) options.send(endpoint, held.notice, held.attempt)
  }

  return {
    replace(endpoint, notice) {
      const held = all.get(endpoint)
      if (held) held.notice = notice
      return held !== undefined
    },
    hold(endpoint, notice, retryAfter, attempt) {
      if (attempt >= ATTEMPTS || all.has(endpoint)) return
      const wait = waitOf(retryAfter, options.now())
      const timer = setTimeout(() => release(endpoint), wait).unref()
      all.set(endpoint, { timer, attempt: attempt + 1, notice })
    },
    close() {
      for (const { timer } of all.values()) clearTimeout(timer)
      all.clear()
    },
  }
}

/**
 * Milliseconds to wait according to a header `Retry-After` (a number of seconds or a date), at least `SHORTEST` and at
 * most `LONGEST`. If the header is missing or invalid: `DEFAULT`.
 */
export function waitOf(retryAfter: string | null, now: number): number {
  const text = retryAfter?.trim() ?? ''
  const asked = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  return Math.min(LONGEST, Math.max(SHORTEST, Number.isNaN(asked) ? DEFAULT : asked))
}
