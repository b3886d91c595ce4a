import { expect, test } from 'vitest'
import type { BenchmarkSummary } from '../../../src/state/benchmarks/reports/benchmark-summary.ts'
import { clean } from '../../../src/state/text/clean.ts'
import { width } from '../../../src/state/text/text.ts'
import { resolveKey } from '../../../src/ui/app/keymap.ts'
import { listNote, matrixText, rowText } from '../../../src/ui/benchmarks/benchmarks-view.ts'
import { readBenchmarks } from '../../../src/ui/benchmarks/read-benchmarks.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import type { UiMessage } from '../../../src/ui/view/step.ts'
import type { UiStore } from '../../../src/ui/view/ui-store.ts'
import { until } from '../../lab/process.ts'
import { fleet, later, type Run, run } from '../fleet.ts'

const one: BenchmarkSummary = {
  ...{ id: 'smoke-1', name: clean('Smoke'), state: 'running', failure: null },
  ...{ planned: 4, ended: 2, passed: 1 },
  models: ['claude', 'codex'].map(name => ({ name: clean(name), passed: 1, planned: 2 })),
  cases: [
    { name: clean('s/one'), marks: ['+', '-'] },
    { name: clean('s/two'), marks: ['*', '.'] },
  ],
}
const other = { ...one, id: 'other-2', name: clean('Other') }

/** A benchmark without cases. */
const EMPTY = {
  ...{ benchmark: { name: 'Empty', models: [] }, cells: [], isRunning: false, failure: null },
  ...{ records: new Map(), started: new Map() },
}

const pressed = (state: UiState, ...keys: readonly string[]) =>
  keys.reduce((now, key) => {
    const done = resolveKey(now, key)
    return 'intents' in done ? later(now, ...done.intents) : now
  }, state)
const told = (state: UiState) =>
  later(state, { type: 'benchmarks-read', all: [one, other], more: 0, failure: null })

test('M opens the list, Enter the matrix of the selected one, and Escape goes back twice', () => {
  const listed = told(pressed(fleet(), 'M'))
  expect([listed.view.mode, listed.view.benchmarks?.all?.length]).toEqual(['benchmarks', 2])
  const matrix = pressed(listed, 'j', 'Enter')
  expect(matrix.view.benchmarks?.open).toBe('other-2')
  // What comes meanwhile leaves it open.
  expect(told(matrix).view.benchmarks?.open).toBe('other-2')
  const back = pressed(matrix, 'Escape')
  expect([back.view.mode, back.view.benchmarks?.open]).toEqual(['benchmarks', null])
  expect(pressed(back, 'Escape').view.mode).toBe('normal')
})

test('the list has the newest 50 benchmarks, and says how many there are', async () => {
  let state = pressed(fleet(), 'M')
  const store = {
    getState: () => state,
    dispatch(message: UiMessage) {
      state = later(state, message)
    },
    subscribe(listener: () => void) {
      listener()
      return () => {}
    },
  } as unknown as UiStore
  const ids = Array.from({ length: 62 }, (_, at) => ({ id: `b${at}` }))
  const stop = readBenchmarks(store, async () => ({
    list: async () => ids as never,
    show: async id => ({ ...EMPTY, id }) as never,
  }))
  await until('the list', () => state.view.benchmarks?.all !== null)
  stop()
  expect([state.view.benchmarks?.all?.length, state.view.benchmarks?.all?.[49]?.id]).toEqual([
    50,
    'b49',
  ])
  expect(listNote(state)).toBe('the newest 50 of 62, esc closes')
  expect(listNote(told(state))).toBe('esc closes')
})

test('results that arrive while the screen is closed change nothing', () => {
  const state = fleet()
  expect(told(state).view.benchmarks).toBe(state.view.benchmarks)
})

test('a failure is shown, and what was read before is kept', () => {
  const listed = told(pressed(fleet(), 'M'))
  const failed = later(listed, {
    type: 'benchmarks-read',
    all: [],
    more: 0,
    failure: clean('No disk.'),
  })
  expect([failed.view.benchmarks?.failure, failed.view.benchmarks?.all?.length]).toEqual([
    'No disk.',
    2,
  ])
})

test.each([30, 60, 120])('rows and matrix fit into %i cells', columns => {
  const { head, rows } = matrixText(one, columns)
  expect(Math.max(...[head, rowText(one, columns), ...rows].map(width))).toBeLessThanOrEqual(
    columns,
  )
  expect(rows.map(row => row.split(/ +/))).toEqual([
    ['s/one', '+', '-'],
    ['s/two', '*', '.'],
  ])
})

test('benchmarks are read only while their screen is open', async () => {
  let state = fleet()
  let reads = 0
  const heard: UiMessage[] = []
  const listeners = new Set<() => void>()
  const store = {
    getState: () => state,
    dispatch(message: UiMessage) {
      heard.push(message)
      state = later(state, message)
      for (const each of listeners) each()
    },
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  } as unknown as UiStore
  const stop = readBenchmarks(store, async () => ({
    async list() {
      reads++
      return []
    },
    show: () => Promise.reject(new Error('there is none')),
  }))
  store.dispatch({ type: 'say', text: 'x' })
  expect(reads).toBe(0)
  store.dispatch({ type: 'ask', mode: 'benchmarks' })
  await until('the list', () => heard.some(({ type }) => type === 'benchmarks-read'))
  expect([reads, state.view.benchmarks?.all]).toEqual([1, []])
  stop()
})

test('s runs a file, x asks before it stops a benchmark, R continues a stopped one', () => {
  const left = { ...one, state: 'left' as const }
  const listed = later(pressed(fleet(), 'M'), {
    ...{ type: 'benchmarks-read', all: [left, other], more: 0, failure: null },
  })
  const asked = later(pressed(listed, 's'), { type: 'typed', text: 'my eval.yaml @lab1' })
  const commands = (state: UiState, ...keys: readonly string[]) =>
    keys.reduce<Run>(
      (now, key) => {
        const done = resolveKey(now.state, key)
        return 'intents' in done ? run(now.state, ...done.intents) : now
      },
      { state, commands: [] },
    )
  expect(commands(asked, 'Enter')).toMatchObject({
    state: { view: { mode: 'benchmarks' } },
    commands: [{ type: 'start-benchmark', benchmark: { file: 'my eval.yaml' }, hosts: ['lab1'] }],
  })
  expect(commands(listed, 'x').commands).toEqual([])
  expect(commands(listed, 'R').commands).toEqual([
    { type: 'start-benchmark', benchmark: { id: 'smoke-1' }, hosts: [] },
  ])
  expect(commands(listed, 'j', 'R').commands).toEqual([])
  const sure = commands(listed, 'j', 'x')
  expect(sure.state.view.confirm?.question).toContain('Stop the benchmark Other?')
  expect(commands(sure.state, 'y')).toMatchObject({
    ...{
      state: { view: { mode: 'benchmarks' } },
      commands: [{ type: 'stop-benchmark', id: 'other-2' }],
    },
  })
})
