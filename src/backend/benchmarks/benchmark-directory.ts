import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { ownDirectory } from '../../disk/own-directory.ts'
import {
  type CellRecord,
  cellRecordSchema,
  type Started,
  startedSchema,
} from '../../state/benchmarks/cell.ts'
import { FailureError } from '../../state/model/failure.ts'
import { parseJson } from '../../state/text/parse-json.ts'
import { readPlainFile } from '../files/plain-file.ts'
import { writePrivateJson } from '../files/private-file.ts'
import { holderOf } from '../state-file/holder.ts'
import { withLock } from '../state-file/lock.ts'

/** How long to wait for the lock of a runner that is about to exit, in milliseconds. */
const PATIENCE = 2000

/**
 * Maximum bytes of each JSON lines file of a benchmark: enough for some hundred thousand cells. A larger file is
 * refused.
 */
const MOST_LINES = 512 << 20

const leftSchema = z.object({ cell: z.string(), nth: z.number(), host: z.string() })
/** A try of a cell whose workspace and runs were not removed from its host. */
export type UncleanedTry = z.infer<typeof leftSchema>

/** The files of one benchmark, in a directory that only its owner can read. */
export interface BenchmarkDirectory {
  readonly path: string
  readPlan(): unknown
  writePlan(plan: unknown): void
  records(): readonly CellRecord[]
  /**
   * Appends the result of a cell to `cells.jsonl`, as one line in a single write, so that a killed process leaves no
   * partial line.
   */
  addRecord(record: CellRecord): void
  started(): readonly Started[]
  addStarted(started: Started): void
  /** Stores a log or a patch of a cell, for diagnosis. */
  writeLog(cell: string, name: string, bytes: string | Uint8Array): void
  /**
   * Tries of cells whose workspaces and runs are still on hosts, because the hosts could not be reached when the tries
   * had ended.
   */
  left(): readonly UncleanedTry[]
  addLeft(left: UncleanedTry): void
  forgetLeft(): void
  /** Requests a stop; the process that runs the benchmark polls for it. */
  askToStop(): void
  isAskedToStop(): boolean
  forgetStop(): void
  isLocked(): Promise<boolean>
  /** Runs `work` under the benchmark's lock. @throws FailureError if another process holds it. */
  alone<T>(work: () => Promise<T>): Promise<T>
}

function benchmarksRoot(env: NodeJS.ProcessEnv): string {
  return join(ownDirectory('XDG_STATE_HOME', env), 'benchmarks')
}

export function benchmarkIds(env: NodeJS.ProcessEnv): readonly string[] {
  const root = benchmarksRoot(env)
  if (!existsSync(root)) return []
  return readdirSync(root).filter(name => existsSync(join(root, name, 'plan.json')))
}

export function openBenchmark(env: NodeJS.ProcessEnv, id: string): BenchmarkDirectory {
  const path = join(benchmarksRoot(env), id)
  const file = (name: string) => join(path, name)
  const make = () => mkdirSync(path, { recursive: true, mode: 0o700 })
  return {
    path,
    readPlan() {
      const text = readPlainFile(file('plan.json'))
      return text === null ? null : JSON.parse(text)
    },
    writePlan: plan => writePrivateJson(file('plan.json'), plan),
    records: () => readLines(file('cells.jsonl'), cellRecordSchema),
    addRecord: record => addLine(file('cells.jsonl'), record),
    started: () => readLines(file('started.jsonl'), startedSchema),
    addStarted: started => addLine(file('started.jsonl'), started),
    writeLog(cell, name, bytes) {
      mkdirSync(join(path, 'cells', cell), { recursive: true, mode: 0o700 })
      writeFileSync(join(path, 'cells', cell, name), bytes, { mode: 0o600 })
    },
    left: () => readLines(file('left.jsonl'), leftSchema),
    addLeft: left => addLine(file('left.jsonl'), left),
    forgetLeft: () => rmSync(file('left.jsonl'), { force: true }),
    askToStop() {
      make()
      appendFileSync(file('stop'), '', { mode: 0o600 })
    },
    isAskedToStop: () => existsSync(file('stop')),
    forgetStop: () => rmSync(file('stop'), { force: true }),
    isLocked: async () => existsSync(file('lock')) && (await holderOf(file('lock'))) !== null,
    async alone(work) {
      make()
      let isTaken = false
      const begin = () => {
        isTaken = true
        return work()
      }
      try {
        return await withLock(file('lock'), begin, { deadline: PATIENCE })
      } catch (thrown) {
        const isLate = thrown instanceof FailureError && thrown.failure.kind === 'late'
        throw isLate && !isTaken ? busy(id, thrown) : thrown
      }
    },
  }
}

/** Parses the complete lines. A line cut off by a killed writer is skipped. */
function readLines<T>(path: string, schema: z.ZodType<T>): readonly T[] {
  const text = readPlainFile(path, { limit: MOST_LINES })
  return (text ?? '').split('\n').flatMap(line => {
    const read = schema.safeParse(parseJson(line))
    return read.success ? [read.data] : []
  })
}

function addLine(path: string, value: unknown): void {
  const file = openSync(path, 'a+', 0o600)
  try {
    const begin = endsWhole(file) ? '' : '\n'
    writeSync(file, `${begin}${JSON.stringify(value)}\n`)
  } finally {
    closeSync(file)
  }
}

function endsWhole(file: number): boolean {
  const { size } = fstatSync(file)
  if (size === 0) return true
  const last = Buffer.alloc(1)
  readSync(file, last, 0, 1, size - 1)
  return last[0] === 10
}

function busy(id: string, cause: FailureError): FailureError {
  const { why } = cause.failure
  return new FailureError(
    {
      kind: 'refused',
      what: `Another process is running the benchmark ${id}.`,
      ...(why && { why }),
      hint: `To see its results: \`fleetmux benchmark show ${id}\`. To stop it: \`fleetmux benchmark stop ${id}\`.`,
    },
    { cause },
  )
}
