import { describe, expect, test } from 'vitest'
import { clean } from '../../../src/state/text/clean.ts'
import {
  addRecord,
  addToPool,
  countByStatus,
  dropFromPool,
  dropRecord,
  emptyRegistry,
  isSessionId,
  killed,
  newSessionId,
  recordEnd,
  recovered,
  started,
} from '../../../src/state/tracked/registry.ts'
import { machine, record } from '../../backend/state-file/place.ts'

const pooled = addToPool(emptyRegistry, machine('gpu1'))
const pending = addRecord(pooled, record('s1', { status: 'pending' }))
const done = { status: 'completed', exitCode: 0, completedAt: 5 } as const

describe('ids', () => {
  test('are the time in UTC and four digits that nobody has', () => {
    const at = Date.parse('2026-05-02T20:30:14.999Z')
    const numbers = [0.5, 0.5, 0.0001]
    const taken = 'sess-20260502-203014-8000'
    const id = newSessionId(
      at,
      () => numbers.shift() ?? 0,
      each => each === taken,
    )
    expect(id).toBe('sess-20260502-203014-0006')
    expect(isSessionId(id)).toBe(true)
  })

  test.each([
    '',
    'sess-1',
    'sess-20260502-203014-XYZW',
    'a/sess-20260502-203014-4f2a',
    'sess-20260502-203014-4f2a\n',
  ])('%j is none', text => expect(isSessionId(text)).toBe(false))
})

describe('slots', () => {
  test('are taken once, and follow the session to another host', () => {
    expect(pending.pool.get('gpu1')?.active).toEqual(['s1'])
    expect(addRecord(pending, record('s1')).pool.get('gpu1')?.active).toEqual(['s1'])
    const moved = addRecord(addToPool(pending, machine('gpu2')), record('s1', { host: 'gpu2' }))
    expect([moved.pool.get('gpu1')?.active, moved.pool.get('gpu2')?.active]).toEqual([[], ['s1']])
  })

  test.each([
    ['settled', recordEnd(pending, 's1', done)],
    ['killed', killed(pending, 's1', 5)],
    ['dropped', dropRecord(pending, 's1')],
    ['added when over', addRecord(pending, record('s1', { status: 'failed' }))],
  ])('are free once it is %s', (_, after) => expect(after.pool.get('gpu1')?.active).toEqual([]))

  test('of a host that the pool does not know are nobody’s', () => {
    expect(addRecord(pooled, record('s2', { host: 'laptop' })).pool).toEqual(pooled.pool)
    expect(dropFromPool(pending, 'gpu1').pool).toEqual(new Map())
  })
})

describe('a status', () => {
  test('goes from pending to running to its end', () => {
    const running = started(pending, 's1', 4)
    expect(running.sessions.get('s1')).toMatchObject({ status: 'running', startedAt: 4 })
    expect(recordEnd(running, 's1', done).sessions.get('s1')).toMatchObject(done)
  })

  test('never goes back, and an end that is known stands', () => {
    const over = killed(pending, 's1', 3)
    expect(started(over, 's1', 4)).toBe(over)
    expect(recordEnd(over, 's1', done).sessions.get('s1')).toMatchObject({
      status: 'killed',
      completedAt: 3,
    })
  })

  test('goes back where the host says that it runs, and keeps what only this machine knew', () => {
    const over = killed(pending, 's1', 3)
    const found = record('s1', { repository: '', base: clean(''), agent: clean('codex') })
    const again = recovered(over, found)
    expect(again.sessions.get('s1')).toEqual(record('s1', { agent: clean('codex') }))
    expect(again.pool.get('gpu1')?.active).toEqual(['s1'])
  })

  test('of a session that nobody knows changes nothing', () => {
    expect(recordEnd(pending, 'nobody', done)).toBe(pending)
    expect(started(pending, 'nobody', 1)).toBe(pending)
  })

  test('is counted', () => {
    const counts = countByStatus(killed(addRecord(pending, record('s2')), 's2', 1))
    expect(counts).toEqual({ pending: 1, running: 0, completed: 0, failed: 0, killed: 1 })
  })
})
