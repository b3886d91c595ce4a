import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import pkg from '../../../package.json' with { type: 'json' }
import { openBenchmark } from '../../../src/backend/benchmarks/benchmark-directory.ts'
import { LeaveError, runBenchmark } from '../../../src/backend/benchmarks/benchmark-runner.ts'
import type { TryOutcome } from '../../../src/backend/benchmarks/cell-work.ts'
import type { BenchmarkCase, BenchmarkModel } from '../../../src/state/benchmarks/benchmark.ts'
import type { QueuedCell } from '../../../src/state/benchmarks/cell-queue.ts'
import { until } from '../../lab/process.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fmb-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const PASSED: TryOutcome = {
  ...{
    verdict: 'pass',
    end: 'ok',
    detail: '',
    iterations: 1,
    tokens: null,
    costUsd: null,
    costBy: null,
    pricesOf: null,
  },
  phases: { setupMs: 0, agentMs: 0, verifyMs: 0 },
  ...{ exitCode: 0, modelTold: null, sessionId: null, runIds: [], resetAt: null },
  isInfrastructure: false,
}
const LOST = { ...PASSED, verdict: 'none', end: 'host_lost', isInfrastructure: true } as const
const QUOTA = { ...PASSED, verdict: 'none', end: 'quota' } as const

function queued(nth: number, model: string, host: string, account = model): QueuedCell {
  const cell = {
    id: String(nth).padStart(24, '0'),
    model: { key: model, account, parallel: null } as BenchmarkModel,
    case: { suite: 's', id: `c${nth}` } as BenchmarkCase,
    ...{ attempt: 1, sha: 'x', host },
  }
  return { cell, nth: 1, host, tries: [], begun: null }
}

interface Asked {
  readonly queue: readonly QueuedCell[]
  readonly hosts?: readonly string[]
  readonly leave?: AbortSignal
  readonly settings?: object
  readonly work: (queued: QueuedCell, signal: AbortSignal) => Promise<TryOutcome>
  readonly tidy?: () => Promise<void>
}

function start({ queue, hosts = ['h1', 'h2'], leave, settings, work, tidy }: Asked) {
  const directory = openBenchmark({ XDG_STATE_HOME: root }, 'b')
  const cancelled: string[] = []
  const done = directory.alone(() =>
    runBenchmark({
      ...{ directory, queue, work },
      hosts: () => hosts,
      limits: {
        settings: { perHost: null, perModel: null, perAccount: null, ...settings } as never,
        parallel: null,
        room: () => 2,
      },
      version: () => '1',
      leave: leave ?? new AbortController().signal,
      async cancel({ cell }) {
        cancelled.push(cell.case.id)
      },
      tidy: tidy ?? (async () => {}),
      say: () => {},
    }),
  )
  return { directory, done, cancelled }
}

const ends = (directory: ReturnType<typeof openBenchmark>) =>
  directory.records().map(record => `${record.case} ${record.end} on ${record.host}`)

test('no host, model or account has more at once than it may', async () => {
  const most = new Map<string, number>()
  const now = new Map<string, number>()
  const count = (key: string, by: number) => {
    now.set(key, (now.get(key) ?? 0) + by)
    most.set(key, Math.max(most.get(key) ?? 0, now.get(key) ?? 0))
  }
  const queue = Array.from({ length: 24 }, (_, nth) =>
    queued(nth, `m${nth % 3}`, `h${nth % 2}`, nth % 3 === 2 ? 'small' : 'large'),
  )
  const { directory, done } = start({
    queue,
    settings: { perModel: 1, perAccount: 2 },
    async work({ host, cell }) {
      const keys = [host, cell.model.key, cell.model.account]
      for (const key of keys) count(key, 1)
      await new Promise(resolve => setTimeout(resolve, 2))
      for (const key of keys) count(key, -1)
      return PASSED
    },
  })
  await done
  expect(directory.records()).toHaveLength(24)
  expect(directory.records()[0]).toMatchObject({ agentVersion: '1', fleetmuxVersion: pkg.version })
  expect(Math.max(most.get('h0') ?? 0, most.get('h1') ?? 0)).toBeLessThanOrEqual(2)
  expect([most.get('m0'), most.get('m1'), most.get('m2')]).toEqual([1, 1, 1])
  expect(most.get('large')).toBe(2)
})

test.each(['work', 'tidy'] as const)(
  'an error of ours in %s ends it, and begins nothing more',
  async where => {
    let begun = 0
    const broken = async () => {
      throw new RangeError('The disk here is full.')
    }
    const { done } = start({
      queue: Array.from({ length: 6 }, (_, nth) => queued(nth, 'm', 'h1')),
      async work(_, signal) {
        begun += 1
        if (begun === 1) return where === 'work' ? broken() : PASSED
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason))
        })
      },
      ...(where === 'tidy' && { tidy: broken }),
    })
    await expect(done).rejects.toThrow('The disk here is full.')
    expect(begun).toBeLessThan(4)
  },
)

describe('a host that is lost', () => {
  test('gives its cells to the others, and every try is kept', async () => {
    const queue = Array.from({ length: 6 }, (_, nth) => queued(nth, 'm', `h${(nth % 2) + 1}`))
    const { directory, done } = start({
      queue,
      work: async ({ host }) => (host === 'h1' ? LOST : PASSED),
    })
    await done
    expect(new Set(ends(directory).map(end => end.replace(/c\d /, '')))).toEqual(
      new Set(['ok on h2']),
    )
    const tried = directory
      .records()
      .flatMap(({ tries }) => tries.map(({ host, end }) => `${host} ${end}`))
    expect(tried).toContain('h1 host_lost')
    expect(tried.filter(each => each === 'h2 ok')).toHaveLength(6)
  })

  test('ends a cell where no other is left', async () => {
    const { directory, done } = start({
      queue: [queued(1, 'm', 'h1'), queued(2, 'm', 'h1')],
      work: async () => LOST,
    })
    await done
    const records = directory.records()
    expect(records.map(({ verdict, end }) => [verdict, end])).toEqual([
      ['none', 'host_lost'],
      ['none', 'host_lost'],
    ])
  })
})

describe('a quota that is used up', () => {
  test('parks the cells of that account until it is there again', async () => {
    const at = Date.now() + 2000
    const begun: string[] = []
    const { directory, done } = start({
      queue: [queued(1, 'a', 'h1'), queued(2, 'a', 'h1'), queued(3, 'b', 'h2')],
      settings: { perHost: 1 },
      async work({ cell, nth }) {
        begun.push(`${cell.case.id} ${nth} ${Date.now() >= at ? 'after' : 'before'}`)
        return cell.model.key === 'a' && Date.now() < at ? { ...QUOTA, resetAt: at } : PASSED
      },
    })
    await done
    expect(begun.toSorted()).toEqual(['c1 1 before', 'c1 2 after', 'c2 1 after', 'c3 1 before'])
    expect(directory.records().every(({ verdict }) => verdict === 'pass')).toBe(true)
  })

  test('ends them where nobody says when', async () => {
    const begun: string[] = []
    const { directory, done } = start({
      queue: [1, 2, 3].map(nth => queued(nth, 'a', 'h1')).concat(queued(4, 'b', 'h1')),
      settings: { perHost: 1 },
      async work({ cell }) {
        begun.push(cell.case.id)
        return cell.model.key === 'a' ? QUOTA : PASSED
      },
    })
    await done
    expect(begun).toEqual(['c1', 'c4'])
    expect(ends(directory).toSorted()).toEqual([
      'c1 quota on h1',
      'c2 quota on h1',
      'c3 quota on h1',
      'c4 ok on h1',
    ])
  })
})

const forEver = (signal: AbortSignal) =>
  new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  )

test('who leaves writes nothing down, and what runs is left', async () => {
  const leave = new AbortController()
  const { directory, done, cancelled } = start({
    queue: [queued(1, 'a', 'h1'), queued(2, 'a', 'h1')],
    leave: leave.signal,
    work: (_, signal) => forEver(signal),
  })
  setTimeout(() => leave.abort(new LeaveError('now')), 20)
  await expect(done).rejects.toThrow(LeaveError)
  expect([directory.records(), cancelled]).toEqual([[], []])
})

test('one that is stopped cancels what runs, and begins nothing more', async () => {
  const begun: string[] = []
  const { directory, done, cancelled } = start({
    queue: [1, 2, 3].map(nth => queued(nth, 'a', 'h1')),
    work(each, signal) {
      begun.push(each.cell.case.id)
      return forEver(signal)
    },
  })
  await until('two cells', () => begun.length === 2)
  directory.askToStop()
  await done
  expect([cancelled.toSorted(), ends(directory).toSorted()]).toEqual([
    ['c1', 'c2'],
    ['c1 cancelled on h1', 'c2 cancelled on h1'],
  ])
})

describe('the lines of a benchmark', () => {
  test('one that was cut is skipped, and the next is whole', async () => {
    const { directory, done } = start({ queue: [queued(1, 'a', 'h1')], work: async () => PASSED })
    await done
    const { appendFileSync } = await import('node:fs')
    appendFileSync(join(directory.path, 'cells.jsonl'), '{"version":1,"id":"00')
    const more = start({ queue: [queued(2, 'a', 'h1')], work: async () => PASSED })
    await more.done
    expect(ends(directory)).toEqual(['c1 ok on h1', 'c2 ok on h1'])
  })

  test('two runners do not both work', async () => {
    const leave = new AbortController()
    const first = start({
      queue: [queued(1, 'a', 'h1')],
      leave: leave.signal,
      work: (_, signal) => forEver(signal),
    })
    await until('the lock', () => first.directory.isLocked())
    const second = start({ queue: [queued(1, 'a', 'h1')], work: async () => PASSED })
    await expect(second.done).rejects.toThrow('Another process is running the benchmark b.')
    leave.abort(new LeaveError('now'))
    await expect(first.done).rejects.toThrow(LeaveError)
  })
})
