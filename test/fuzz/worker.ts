import { parentPort, workerData } from 'node:worker_threads'
import { feed, whyBroken } from './feed.ts'
import { readers } from './readers.ts'

/** One task of the long run, in a thread of its own: it can be ended where a reader hangs. */
export type Task =
  | {
      readonly kind: 'inputs'
      readonly reader: string
      readonly seed: number
      readonly from: number
      readonly to: number
    }
  | {
      readonly kind: 'worst'
      readonly reader: string
      readonly shape: number
      readonly size: number
    }

export interface Done {
  readonly found: readonly {
    readonly index: number
    readonly input: string
    readonly why: string
  }[]
  readonly milliseconds: number
}

/** Where it is, for the one who watches: the number of the input, MiB of its heap, and 1 once it has begun. */
const place = new Int32Array(workerData)
const MOST = 3

async function run(task: Task): Promise<Done> {
  const reader = readers.find(each => each.name === task.reader)
  if (!reader) throw new Error(`There is no reader called ${task.reader}.`)
  if (task.kind === 'inputs') {
    const started = used()
    const found = await feed(reader, task, MOST, index => Atomics.store(place, 0, index))
    return { found, milliseconds: used() - started }
  }
  const input = reader.worst[task.shape]?.(task.size) ?? ''
  const started = used()
  const why = await whyBroken(reader, input)
  const milliseconds = used() - started
  return { found: why === null ? [] : [{ index: task.shape, input: '', why }], milliseconds }
}

/** Milliseconds of the processor that this thread has had: what else runs on the machine does not count. */
function used(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

parentPort?.on('message', async (task: Task) => {
  const done = await run(task)
  Atomics.store(place, 1, Math.round(process.memoryUsage().heapUsed / 1024 / 1024))
  parentPort?.postMessage(done)
})
Atomics.store(place, 2, 1)
