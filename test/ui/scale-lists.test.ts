import { expect, test } from 'vitest'
import type { RunHead } from '../../src/state/model/fleet-run.ts'
import type { WorkRow } from '../../src/state/model/work.ts'
import { runsInOrder } from '../../src/state/runs/run-state.ts'
import { clean } from '../../src/state/text/clean.ts'
import { playbookRows } from '../../src/ui/playbooks/playbook-rows.ts'
import { selectedRun } from '../../src/ui/runs/run-list.ts'
import { workRows } from '../../src/ui/view/selected-work.ts'
import { fleet, later, session } from './fleet.ts'

/** Entries of each list. What an event or a key reads of them is counted; times would measure the machine. */
const ALL = 10_000
/** Entries that one change or one key may read a few times. */
const FEW = 200

let reads = 0
function counted<T extends object>(value: T): T {
  return new Proxy(value, {
    get(of, name, receiver) {
      reads++
      return Reflect.get(of, name, receiver)
    },
  })
}

function readsOf(work: () => unknown): number {
  reads = 0
  work()
  return reads
}

const some = fleet({ gpu1: [session(1, 'a')] }, { columns: 160, rows: 50 })
const places = Array.from({ length: ALL }, (_, at) => at)

const head = (at: number): RunHead => ({
  ...{ host: 'gpu1', id: `run${at}`, agent: clean('claude'), title: clean('x'), cwd: clean('/') },
  ...{ created: at, state: 'running', code: null, isShipped: false },
})

function manyRuns() {
  const listed = later(some, { type: 'runs', host: 'gpu1', runs: places.map(head), isAll: true })
  expect(listed.runs.all.size).toBe(ALL)
  const all = new Map([...listed.runs.all].map(([key, run]) => [key, counted(run)]))
  return { ...listed, runs: { ...listed.runs, all } }
}

test('a change of one of 10,000 runs reads that run', () => {
  const opened = later(manyRuns(), { type: 'open-runs' })
  runsInOrder(opened)
  const ended: RunHead = { ...head(17), state: 'ended', code: 0 }
  let next = opened
  const changed = () => {
    next = later(opened, { type: 'runs', host: 'gpu1', runs: [ended], isAll: false })
    return [runsInOrder(next).length, selectedRun(next)]
  }
  expect(readsOf(changed)).toBeLessThan(FEW)
  expect(runsInOrder(next).at(-1)?.id).toBe('run17')
})

test('a key among 10,000 runs reads the selected ones', () => {
  const opened = later(manyRuns(), { type: 'open-runs' })
  runsInOrder(opened)
  expect(readsOf(() => later(opened, { type: 'move', by: 1 }))).toBeLessThan(FEW)
})

test('a key among 10,000 worktree sessions reads the selected ones', () => {
  const row = (at: number): WorkRow =>
    counted({ ...({} as WorkRow), host: 'gpu1', id: `${at}`, name: clean(`w${at}`) })
  const rows = places.map(row)
  const opened = later(later(some, { type: 'worktrees', host: 'gpu1', rows }), {
    type: 'ask',
    mode: 'work',
  })
  workRows(opened)
  expect(opened.work.rows).toHaveLength(ALL)
  expect(readsOf(() => later(opened, { type: 'move', by: 1 }))).toBeLessThan(FEW)
})

test('a key among 10,000 playbooks reads the selected ones', () => {
  const rows = places.map(at =>
    counted({
      ...{ host: 'gpu1', id: `${at}`, name: clean('p'), agent: clean('claude') },
      ...{ directory: clean('/'), created: at, state: 'running' as const },
      ...{ end: clean(''), question: clean('') },
    }),
  )
  const opened = later(later(some, { type: 'list-playbooks' }), {
    type: 'playbooks-answered',
    host: 'gpu1',
    answer: { of: 'list', rows },
  })
  expect(playbookRows(opened)).toHaveLength(ALL)
  expect(readsOf(() => later(opened, { type: 'move', by: 1 }))).toBeLessThan(FEW)
})
