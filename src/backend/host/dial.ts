import pLimit, { type LimitFunction } from 'p-limit'
import { delay } from '../clock.ts'

/** Bounds how many connections are being made at once, over all hosts of this process. */
export interface Dialer {
  /**
   * Runs `connect` when there is room at the gate. Whoever dials the same `key` meanwhile gets the
   * same promise: one connection is made for all of them.
   */
  dial<T>(to: Dial, connect: () => Promise<T>): Promise<T>
}

export interface Dial {
  /** The sshd or jump host that all these connections begin at. */
  readonly gate: string
  readonly key: string
}

export interface DialerOptions {
  /** Connections being made at once through one gate. sshd drops some beyond 10 (MaxStartups). */
  readonly perGate?: number
  /** The same over all gates: a connection is a process, and five hundred of them at once stop a machine. */
  readonly atOnce?: number
  /** Longest random wait, in milliseconds, before a connection that is not alone at its gate. */
  readonly jitter?: number
  readonly random?: () => number
}

export function createDialer({
  perGate = 8,
  atOnce = 32,
  jitter = 50,
  random = Math.random,
}: DialerOptions = {}): Dialer {
  const all = pLimit(atOnce)
  const gates = new Map<string, LimitFunction>()
  const under = new Map<string, Promise<unknown>>()

  async function pass<T>(gate: string, connect: () => Promise<T>): Promise<T> {
    const limit = gates.get(gate) ?? pLimit(perGate)
    gates.set(gate, limit)
    try {
      return await limit(async () => {
        if (limit.activeCount > 1) await delay(random() * jitter)
        return all(connect)
      })
    } finally {
      if (limit.activeCount + limit.pendingCount === 0) gates.delete(gate)
    }
  }

  return {
    dial<T>({ gate, key }: Dial, connect: () => Promise<T>): Promise<T> {
      const known = under.get(key) as Promise<T> | undefined
      const dialled = known ?? pass(gate, connect).finally(() => under.delete(key))
      under.set(key, dialled)
      return dialled
    },
  }
}
