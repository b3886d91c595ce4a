import pLimit, { type LimitFunction } from 'p-limit'
import { delay, monotonic } from '../clock.ts'

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
  /**
   * Milliseconds after which a connection that is still being made gives up its place, and goes on. On a machine
   * that is slow all are: it keeps the place three times as long as others took to come through.
   */
  readonly hold?: number
  /** The same for its place at the gate: longer, since some sshd take seconds to let anybody in. */
  readonly holdAtGate?: number
  /** Longest random wait, in milliseconds, before a connection that is not alone at its gate. */
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

/** So many places, each kept until the work is done, or until it hangs. */
interface Places {
  readonly limit: LimitFunction
  /** `begun` is called when the time counts. `left` resolves when the place is free again. */
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
        // Who did not come through says nothing of how long it takes; whoever dialled hears why.
        await Promise.race([through.catch(() => {}), keep(begun.promise)])
      })
      return { done, left }
    },
  }
}
