import { Worker } from 'node:worker_threads'
import { reasonOf } from '../../src/state/model/failure.ts'
import type { Done, Task } from './worker.ts'

export interface Outcome extends Done {
  /** What the thread held when it was done, in MiB. */
  readonly heap: number
}

export interface Thread {
  run(task: Task): Promise<Outcome>
  end(): Promise<void>
}

/** Milliseconds of the processor for one input, or one worst shape, and how often it is looked at. */
const PATIENCE = 20_000
const LOOK = 1000

/** A thread that is ended, and begun anew, where an input hangs. */
export function createThread(): Thread {
  let place = new Int32Array(new SharedArrayBuffer(12))
  let worker = begin()

  function begin(): Worker {
    place = new Int32Array(new SharedArrayBuffer(12))
    const options = { workerData: place.buffer, resourceLimits: { maxOldGenerationSizeMb: 2048 } }
    return new Worker(new URL('./worker.ts', import.meta.url), options)
  }

  async function renew(): Promise<void> {
    await worker.terminate()
    worker = begin()
  }

  function run(task: Task): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    const current = worker
    let last = -1
    let since = 0
    let isOver = false
    const fail = (why: string): void => {
      if (isOver) return
      settle()
      const index = task.kind === 'worst' ? task.shape : Atomics.load(place, 0)
      const found = [{ index, input: '', why }]
      void renew().then(() => resolve({ found, milliseconds: PATIENCE, heap: 0 }))
    }
    const timer = setInterval(() => void look().catch(error => fail(reasonOf(error))), LOOK)
    const look = async (): Promise<void> => {
      if (Atomics.load(place, 2) !== 1) return
      const { user, system } = await current.cpuUsage()
      const used = (user + system) / 1000
      const now = Atomics.load(place, 0)
      if (now !== last) [last, since] = [now, used]
      else if (used - since > PATIENCE) fail('it hangs')
    }
    const done = (outcome: Done): void => {
      settle()
      resolve({ ...outcome, heap: Atomics.load(place, 1) })
    }
    const broke = (error: Error): void => fail(`it ended the thread: ${error.message}`)
    const settle = (): void => {
      isOver = true
      clearInterval(timer)
      current.off('message', done).off('error', broke)
    }
    current.once('message', done).once('error', broke)
    current.postMessage(task)
    return promise
  }

  return { run, end: async () => void (await worker.terminate()) }
}
