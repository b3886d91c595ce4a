import pLimit, { type LimitFunction } from 'p-limit'
import { delay, monotonic } from '../clock.ts'

/** Limits how many connections are opened at the same time, over all hosts of this process. */
export interface Dialer {
  /**
   * Calls `connect` as soon as fewer than `atOnce` connections are being opened in all, and fewer than `perGate`
   * through the same gate (the first server on the route). Further calls with the same `key` before `connect` settles
   * get the same promise, so that only one connection is opened.
   */
  dial<T>(to: Dial, connect: () => Promise<T>): Promise<T>
}

export interface Dial {
  /** The first sshd or jump host on the route. At most `perGate` connections are opened through it at once. */
  readonly gate: string
  readonly key: string
}

export interface DialerOptions {
  /**
   * Maximum number of connections that are opened at once through one gate (the first server on the route). Beyond 10,
   * sshd drops some (MaxStartups).
   */
  readonly perGate?: number
  /**
   * Maximum number of connections that are opened at once in all. Each is a process, and 500 at once overload a
   * machine.
   */
  readonly atOnce?: number
  /**
   * Milliseconds after which a connection that is still being opened no longer counts towards `atOnce`; it continues to
   * open. On a slow machine it counts longer: up to three times the average time that other connections needed.
   */
  readonly hold?: number
  /**
   * Milliseconds after which a connection that is still being opened no longer counts towards `perGate`. Longer than
   * `hold`, since some sshds need seconds for a login.
   */
  readonly holdAtGate?: number
  /**
   * Maximum random wait in milliseconds before opening a connection while others are opened through the same gate (the
   * first sshd or jump host on the route).
   */
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

/**
 * Limits how many connections are opened at once. Each takes one of a number of slots, and frees it when it is open,
 * has failed, or has taken too long.
 */
interface Places {
  readonly limit: LimitFunction
  /**
   * Runs `work`, which opens a connection, once a slot is free. The time limit of the slot starts when `work` calls
   * `begun`. `left` resolves when the slot is free again.
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
        // Failed connections do not count in the average time of opening a connection. Their error goes to the caller
        // of `dial`.
        await Promise.race([through.catch(() => {}), keep(begun.promise)])
      })
      return { done, left }
    },
  }
}
