import { unlessAborted } from '../clock.ts'
import type { StartedChild } from './base-transport.ts'

/**
 * Maximum number of sessions on one ssh connection. sshd allows ten (MaxSessions); two are left for other processes and
 * the user's own commands.
 */
export const SESSIONS = 8

/** Limits the sessions on one ssh connection. Callers that find no free slot (session) wait in order. */
export interface Slots {
  /**
   * Takes one of the sessions that the ssh connection allows, as soon as one is free. Resolves with a function that
   * frees it. Rejects with the signal's reason if the signal aborts.
   */
  take(signal: AbortSignal): Promise<() => void>
}

/**
 * Starts a command in one of the sessions that the ssh connection allows (`slots`). The slot is freed when the command
 * has ended or could not be started.
 */
export async function inSlot(
  slots: Slots,
  signal: AbortSignal,
  begin: () => Promise<StartedChild>,
): Promise<StartedChild> {
  const release = await slots.take(signal)
  try {
    const begun = await begin()
    void begun.child.exited.then(release)
    return begun
  } catch (thrown) {
    release()
    throw thrown
  }
}

export function createSlots(count: number): Slots {
  let free = count
  const waiting: (() => void)[] = []

  function release(): void {
    const next = waiting.shift()
    if (next) next()
    else free++
  }

  async function wait(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    waiting.push(resolve)
    await unlessAborted(signal, promise).catch(thrown => {
      const at = waiting.indexOf(resolve)
      // If a slot (an ssh session) was assigned at the moment in which the caller gave up, the slot is freed.
      if (at >= 0) waiting.splice(at, 1)
      else release()
      throw thrown
    })
  }

  return {
    async take(signal) {
      signal.throwIfAborted()
      if (free > 0) free--
      else await wait(signal)
      let given = false
      return () => {
        if (!given) release()
        given = true
      }
    },
  }
}
