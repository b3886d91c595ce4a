import { expect, test } from 'vitest'
import { createRunWatcher } from '../../../../src/backend/runs/watch/run-watcher.ts'
import type { Event } from '../../../../src/state/model/messages/event.ts'
import type { FollowOptions, RunListener, Runs } from '../../../../src/state/runs/order.ts'
import type { RunResult } from '../../../../src/state/runs/result-schema.ts'
import type { RunRow } from '../../../../src/state/runs/spec.ts'
import { until } from '../../../lab/process.ts'
import { fleet } from '../../../ui/fleet.ts'

const row = (id: string, created: number): RunRow => ({
  host: 'lab1',
  spec: {
    ...{ version: 1, id, agent: 'claude', dialect: 'claude', title: id, cwd: '~', created },
    ...{ mark: '0'.repeat(32), permissions: 'ask', tags: [] },
  },
  state: 'running',
  code: null,
})

const RESULT: RunResult = {
  ...{ type: 'run_result', runId: 'r', agent: 'claude', model: null, sessionId: null, text: '' },
  ...{ cost: null, durationMs: 1, exitCode: 0, signal: null, exitReason: 'completed' },
  ...{ tokenUsage: null, turnCount: 1, error: null, events: [], tags: [] },
}

/** A host with eight runs, and who reads them. */
async function watched(isMany = false) {
  const reads = new Map<string, { how: FollowOptions; end: (result: RunResult) => void }>()
  const told: Event[] = []
  let listener: RunListener | null = null
  const runs: Pick<Runs, 'watch' | 'follow' | 'readsMany'> = {
    readsMany: async () => isMany,
    async watch(_, each) {
      listener = each
      return new Promise<boolean>(() => {})
    },
    follow(_, id, how) {
      const { promise, resolve, reject } = Promise.withResolvers<RunResult | null>()
      reads.set(id, { how, end: resolve })
      how.signal?.addEventListener('abort', () => {
        reads.delete(id)
        reject(how.signal?.reason)
      })
      return promise.finally(() => reads.delete(id))
    },
  }
  const watcher = createRunWatcher({
    runs: async () => runs as Runs,
    dispatch: event => told.push(event),
    getState: () => fleet(),
  })
  watcher.watch('lab1')
  const heard = await until('the watch', () => listener)
  const rows = Array.from({ length: 8 }, (_, nth) => row(`r${nth}`, nth))
  heard.runs(rows, true)
  await until('the readers', () => reads.size === (isMany ? 8 : 5))
  return { watcher, reads, told, heard }
}

const ids = (reads: ReadonlyMap<string, unknown>) => [...reads.keys()].toSorted()

test('of many runs of a host the newest are read, and the next when one has ended', async () => {
  const { watcher, reads, told } = await watched()
  expect(ids(reads)).toEqual(['r3', 'r4', 'r5', 'r6', 'r7'])
  reads.get('r5')?.end(RESULT)
  await until('the next', () => reads.has('r2'))
  expect(told).toContainEqual(
    expect.objectContaining({ type: 'run-told', id: 'r5', digest: expect.anything() }),
  )
  watcher.close()
  expect(ids(reads)).toEqual([])
})

test('the one that is shown is read in any case, and its conversation is told', async () => {
  const { watcher, reads, told } = await watched()
  watcher.show({ host: 'lab1', id: 'r0' })
  const { how } = await until('its reader', () => reads.get('r0'))
  const base = { runId: 'r0', agent: 'claude', timestamp: 1, id: '0' }
  how.event({ ...base, type: 'text_delta', delta: 'hello' })
  await until('what it says', () => told.some(({ type }) => type === 'run-said'))
  // What it asked before all was read may have been answered since.
  expect(told.some(each => each.type === 'run-told' && each.id === 'r0')).toBe(false)
  how.caughtUp?.()
  await until('its digest', () => told.some(each => each.type === 'run-told' && each.id === 'r0'))
  watcher.close()
})

test('a run that is removed, or whose host is left, is read no more', async () => {
  const { watcher, reads, told, heard } = await watched()
  heard.removed('r7')
  expect(told.at(-1)).toEqual({ type: 'run-removed', host: 'lab1', id: 'r7' })
  await until('the next', () => !reads.has('r7') && reads.has('r2'))
  watcher.leave('lab1')
  expect(ids(reads)).toEqual([])
})

test('a host that reads many over one channel has all of them read', async () => {
  const { watcher, reads } = await watched(true)
  expect(reads.size).toBe(8)
  watcher.close()
})
