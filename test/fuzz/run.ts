import { parseArgs } from 'node:util'
import { readers } from './readers.ts'
import { createThread, type Outcome, type Thread } from './thread.ts'
import type { Task } from './worker.ts'

/** The long run: `npm run fuzz -- --inputs 10000000 [--reader NAME] [--seed N] [--threads N] [--part inputs|shapes]`. */
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    reader: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    part: { type: 'string', default: 'both' },
  },
})
const inputs = Number(values.inputs)
const seed = Number(values.seed)
/** Inputs of one task. */
const SLICE = 20_000
/** Characters of the worst shapes, and how often the work may grow with each step of four. */
const SIZES = [62_500, 250_000, 1_000_000, 4_000_000]
const GROWTH = 10
/** Milliseconds below which nothing is said of growth: a garbage collection takes as long. */
const QUICK = 150

interface Row {
  readonly name: string
  tried: number
  milliseconds: number
  heap: number
  slowest: number
  readonly findings: string[]
}

const chosen = readers.filter(({ name }) => name.includes(values.reader))
const rows = new Map<string, Row>(
  chosen.map(({ name }) => [
    name,
    { name, tried: 0, milliseconds: 0, heap: 0, slowest: 0, findings: [] },
  ]),
)

/** The readers by turns, so that a run that is stopped early has tried all of them. */
function* slices(): Generator<Task> {
  for (let from = 0; from < inputs; from += SLICE)
    for (const { name } of chosen) {
      const isDone = (rows.get(name)?.findings.length ?? 0) > 5
      if (isDone) continue
      yield { kind: 'inputs', reader: name, seed, from, to: Math.min(inputs, from + SLICE) }
    }
}

function note(task: Task, { found, milliseconds, heap }: Outcome): void {
  const row = rows.get(task.reader)
  if (!row) return
  row.heap = Math.max(row.heap, heap)
  if (task.kind === 'inputs') {
    row.tried += task.to - task.from
    row.milliseconds += milliseconds
  }
  for (const { index, input, why } of found) {
    const place = task.kind === 'worst' ? `shape ${index} of ${task.size}` : `input ${index}`
    tell(row, `${place}: ${why.slice(0, 400)}\n    ${JSON.stringify(input).slice(0, 400)}`)
  }
}

/** At once: a long run may be stopped before its end. */
function tell(row: Row, finding: string): void {
  row.findings.push(finding)
  console.log(`${row.name}: ${finding}\n`)
}

/** Whether the work of a shape grows as its size does, or nearly so. */
async function worst(thread: Thread, reader: string, shape: number): Promise<void> {
  let before = Number.POSITIVE_INFINITY
  for (const size of SIZES) {
    const task = { kind: 'worst', reader, shape, size } as const
    const outcome = await thread.run(task)
    note(task, outcome)
    const row = rows.get(reader)
    if (row) row.slowest = Math.max(row.slowest, outcome.milliseconds)
    const grown = outcome.milliseconds / Math.max(before, QUICK / GROWTH)
    if (row && outcome.milliseconds > QUICK && grown > GROWTH)
      tell(
        row,
        `shape ${shape}: ${size} characters take ${outcome.milliseconds.toFixed(0)} ms, a quarter of them ${before.toFixed(0)} ms`,
      )
    before = outcome.milliseconds
    if (outcome.found.length > 0) break
  }
}

/** All threads at once, each with the next task as soon as it is done. */
async function each<T>(
  tasks: Iterable<T>,
  work: (thread: Thread, task: T) => Promise<void>,
): Promise<void> {
  const left = tasks[Symbol.iterator]()
  const turn = async (thread: Thread): Promise<void> => {
    for (let next = left.next(); !next.done; next = left.next()) await work(thread, next.value)
  }
  await Promise.all(threads.map(turn))
}

function* shapes(): Generator<readonly [string, number]> {
  for (const { name, worst: all } of chosen) for (const at of all.keys()) yield [name, at]
}

function print(): void {
  const cells = [...rows.values()].map(row => [
    row.name,
    String(row.tried),
    String(seed),
    `${(row.milliseconds / 1000).toFixed(1)} s`,
    `${row.heap} MiB`,
    `${row.slowest.toFixed(0)} ms`,
    String(row.findings.length),
  ])
  const head = ['reader', 'inputs', 'seed', 'time', 'heap', 'slowest shape', 'findings']
  for (const line of [head, ...cells])
    console.log(line.map((cell, at) => (at === 0 ? cell.padEnd(28) : cell.padStart(14))).join(''))
}

// Stopped early it tells how far it came.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => {
    print()
    process.exit(code)
  })

const threads = Array.from({ length: Number(values.threads) }, createThread)
if (values.part !== 'inputs')
  await each(shapes(), (thread, [name, shape]) => worst(thread, name, shape))
if (values.part !== 'shapes')
  await each(slices(), async (thread, task) => note(task, await thread.run(task)))
await Promise.all(threads.map(thread => thread.end()))
print()
process.exitCode = [...rows.values()].some(row => row.findings.length > 0) ? 1 : 0
