import { unlessAborted } from '../clock.ts'
import type { Begun } from './base-transport.ts'

/** sshd takes ten sessions on a connection (MaxSessions); two are left for other processes, and a person's own. */
export const SESSIONS = 8

/** At most so many at once; the others wait their turn, in order. */
export interface Slots {
  /** Resolves with the function that gives the place back; rejects with the signal's reason. */
  take(signal: AbortSignal): Promise<() => void>
}

/** Begins a command in a slot, which is free again when the command has ended, or did not begin. */
export async function inSlot(
  slots: Slots,
  signal: AbortSignal,
  begin: () => Promise<Begun>,
): Promise<Begun> {
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
      // Given and given up in the same moment: pass it on.
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
