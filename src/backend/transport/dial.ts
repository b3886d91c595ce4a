import pLimit, { type LimitFunction } from 'p-limit'
import { delay, monotonic } from '../clock.ts'

/** Limits how many connections are being opened at once, over all hosts of this process. */
export interface Dialer {
  /**
   * Runs `connect` when the gate has a free slot. A call with the same `key` during that time gets the same promise, so
   * one connection is opened for all of them.
   */
  dial<T>(to: Dial, connect: () => Promise<T>): Promise<T>
}

export interface Dial {
  /** The first sshd or jump host on the route. All connections through it share its limit. */
  readonly gate: string
  readonly key: string
}

export interface DialerOptions {
  /** Connections that are opened at once through one gate. sshd drops some beyond 10 (MaxStartups). */
  readonly perGate?: number
  /** Connections that are opened at once over all gates. Each is a process, and 500 at once overload a machine. */
  readonly atOnce?: number
  /**
   * Milliseconds after which a connection that is still being opened frees its slot; it continues without one. On a
   * slow machine it keeps the slot up to three times the average time that other connections needed.
   */
  readonly hold?: number
  /** The same for the slot at the gate. It is longer, since some sshd need seconds for a login. */
  readonly holdAtGate?: number
  /** Longest random wait in milliseconds before a connection when others are being opened through the same gate. */
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
  /** The time limit starts when the work calls `begun`. `left` resolves when the slot is free again. */
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
        // Failed connections do not count in the average. The caller of `dial` gets the error.
        await Promise.race([through.catch(() => {}), keep(begun.promise)])
      })
      return { done, left }
    },
  }
}
