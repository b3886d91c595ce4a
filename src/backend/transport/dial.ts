import pLimit, { type LimitFunction } from 'p-limit'
import { delay, monotonic } from '../clock.ts'

/** Limits how many connections are opened at the same time, over all hosts of this process. */
export interface Dialer {
  /**
   * Calls `connect` when there is a free slot, in all and for the gate (the first server on the route). Further calls
   * with the same `key` before `connect` settles get the same promise, so that only one connection is opened.
   */
  dial<T>(to: Dial, connect: () => Promise<T>): Promise<T>
}

export interface Dial {
  /** The first sshd or jump host on the route. All connections through it share one limit. */
  readonly gate: string
  readonly key: string
}

export interface DialerOptions {
  /**
   * Maximum number of connections that are opened at once through one gate. Beyond 10, sshd drops some (MaxStartups).
   */
  readonly perGate?: number
  /**
   * Maximum number of connections that are opened at once in all. Each is a process, and 500 at once overload a
   * machine.
   */
  readonly atOnce?: number
  /**
   * Milliseconds after which a connection that is not open yet frees its slot; opening then continues without a slot.
   * On a slow machine the slot is kept longer: up to three times the average time that other connections needed.
   */
  readonly hold?: number
  /**
   * Like `hold`, for the slot of the gate, in milliseconds. It is longer, since some sshds need seconds for a login.
   */
  readonly holdAtGate?: number
  /** Maximum random wait in milliseconds before opening a connection while others are opened through the same gate. */
  readonly jitter?: number
  readonly random?: () => number
}

export function createDialer({
  perGate = 8,
  atOnce = 32,
  hold = 1500,
  holdAtGate = 4000,
  jitter = 50,
  random = Math.random,
}: DialerOptions = {}): Dialer {
  const all = createPlaces(atOnce, hold)
  const gates = new Map<string, Places>()
  const under = new Map<string, Promise<unknown>>()

  function pass<T>(gate: string, connect: () => Promise<T>): Promise<T> {
    const places = gates.get(gate) ?? createPlaces(perGate, holdAtGate)
    gates.set(gate, places)
    const passed = places.work(async begun => {
      if (places.limit.activeCount > 1) await delay(random() * jitter)
      return all.work(first => {
        begun()
        first()
        return connect()
      }).done
    })
    void passed.left.then(() => {
      if (places.limit.activeCount + places.limit.pendingCount === 0) gates.delete(gate)
    })
    return passed.done
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

/** A limited number of slots. A slot is held until its work is done or has taken too long. */
interface Places {
  readonly limit: LimitFunction
  /**
   * Does work in a slot. The time limit of the slot starts when the work calls `begun`. `left` resolves when the slot
   * is free again.
   */
  work<T>(work: (begun: () => void) => Promise<T>): {
    readonly done: Promise<T>
    readonly left: Promise<void>
  }
}

function createPlaces(count: number, hold: number): Places {
  const limit = pLimit(count)
  const took = { through: 0, all: 0 }

  async function keep(begun: Promise<number>): Promise<void> {
    const start = await begun
    const usual = () => (took.through > 0 ? took.all / took.through : hold)
    do await delay(hold)
    while (monotonic() - start < 3 * usual())
  }

  return {
    limit,
    work<T>(work: (begun: () => void) => Promise<T>) {
      const { promise: done, resolve } = Promise.withResolvers<T>()
      const left = limit(async () => {
        const begun = Promise.withResolvers<number>()
        const going = work(() => begun.resolve(monotonic()))
        resolve(going)
        const through = going.then(async () => {
          took.all += monotonic() - (await begun.promise)
          took.through++
        })
        // Failed connections do not count in the average. Their error goes to the caller of `dial`.
        await Promise.race([through.catch(() => {}), keep(begun.promise)])
      })
      return { done, left }
    },
  }
}
