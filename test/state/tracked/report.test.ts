import { describe, expect, test } from 'vitest'
import type { Registry, SessionRecord } from '../../../src/state/model/tracked-session.ts'
import { emptyRegistry } from '../../../src/state/tracked/registry.ts'
import {
  ageOf,
  idleLines,
  statusDocument,
  statusReport,
  withMachines,
} from '../../../src/state/tracked/report.ts'
import {
  sessionDocuments,
  sessionTable,
  timestamp,
} from '../../../src/state/tracked/tracked-table.ts'
import { candidate, record } from '../pool-fleet.ts'

const VM = 'amplihack-azureuser-20260502'
const EMPTY: Registry = emptyRegistry

/** What stands in the document that the words come from, to the letter. */
const STATUS = `=== Remote Session Pool Status ===

VMs: 1 total
  amplihack-azureuser-20260502 (Standard_E16s_v5, eastus)
    Sessions: 2/4 (50% capacity)
      - sess-20260502-203014-4f2a (running)
      - sess-20260502-203500-8a1c (running)

Sessions: 2 total
  Running: 2
  Completed: 0
  Failed: 0
  Killed: 0
  Pending: 0`

const STATUS_JSON = `{
  "pool": {
    "total_vms": 1,
    "total_capacity": 4,
    "active_sessions": 2,
    "available_capacity": 2,
    "vms": [
      {
        "name": "amplihack-azureuser-20260502",
        "size": "Standard_E16s_v5",
        "region": "eastus",
        "capacity": 4,
        "active_sessions": 2,
        "available_capacity": 2
      }
    ]
  },
  "sessions": {
    "running": 2,
    "completed": 0,
    "failed": 0,
    "killed": 0,
    "pending": 0
  },
  "total_sessions": 2
}`

const LIST = `SESSION                        VM                               STATUS     AGE      PROMPT
------------------------------------------------------------------------------------------------------------------------
sess-20260502-203014-4f2a      amplihack-azureuser-20260502     running    12m      implement remote CLI parser
sess-20260502-195500-9b17      amplihack-azureuser-20260502     completed  1h       update API documentation

Total: 2 session(s)`

const LIST_JSON = `[
  {
    "session_id": "sess-20260502-203014-4f2a",
    "vm_name": "amplihack-azureuser-20260502",
    "workspace": "/workspace/sess-20260502-203014-4f2a",
    "tmux_session": "sess-20260502-203014-4f2a",
    "prompt": "implement remote CLI parser",
    "command": "auto",
    "max_turns": 10,
    "status": "running",
    "memory_mb": 32768,
    "created_at": "2026-05-02T20:30:14Z",
    "started_at": "2026-05-02T20:31:02Z",
    "completed_at": null,
    "exit_code": null
  }
]`

const RUNNING = ['sess-20260502-203014-4f2a', 'sess-20260502-203500-8a1c'].map(id => record(id))

function registry(records: readonly SessionRecord[]): Registry {
  const entry = {
    name: VM,
    size: 'Standard_E16s_v5',
    region: 'eastus',
    capacity: 4,
    active: records.map(each => each.id),
    createdAt: null,
  }
  return { sessions: new Map(records.map(one => [one.id, one])), pool: new Map([[VM, entry]]) }
}

describe('status', () => {
  test('reads like the document, for people and for programs', () => {
    expect(statusReport(registry(RUNNING)).join('\n')).toBe(STATUS)
    expect(JSON.stringify(statusDocument(registry(RUNNING)), null, 2)).toBe(STATUS_JSON)
  })

  test('of an empty pool', () => {
    expect(statusReport(EMPTY).slice(0, 4)).toEqual([
      '=== Remote Session Pool Status ===',
      '',
      'VMs: 0 total',
      '  (No VMs in pool)',
    ])
    expect(statusDocument(EMPTY).pool).toMatchObject({ total_vms: 0, available_capacity: 0 })
  })

  test('a slot that nobody gave back after the end is free, and room is never less than none', () => {
    const [one, two] = RUNNING
    if (!one || !two) throw new Error('there are two')
    const known = registry([one, { ...two, status: 'failed' }])
    expect(statusDocument(known).pool.vms[0]).toMatchObject({ active_sessions: 1 })
    const many = Array.from({ length: 6 }, (_, i) => record(`sess-${i}`))
    expect(statusDocument(registry(many)).pool.vms[0]).toMatchObject({
      active_sessions: 6,
      available_capacity: 0,
    })
  })

  test('machines of the pool that nobody was on yet are in it; what has no capacity never is', () => {
    const pool = [
      candidate('box', { tier: 'm', size: '', region: '', capacity: 2 }),
      candidate('own', { capacity: null }),
      candidate(VM, { capacity: 99 }),
    ]
    const { vms } = statusDocument(withMachines(registry(RUNNING), pool)).pool
    expect(vms.map(({ name, size, capacity }) => [name, size, capacity])).toEqual([
      [VM, 'Standard_E16s_v5', 4],
      ['box', 'm', 2],
    ])
  })

  test('idle machines, the longest idle first', () => {
    const pool = [
      candidate('b', { idleSince: 60_000 * 60 }),
      candidate('a', { idleSince: 0, cordoned: true }),
      candidate('busy', { active: 1 }),
      candidate('own', { capacity: null }),
    ]
    expect(idleLines(pool, 60_000 * 121)).toEqual(['a: idle for 2h, cordoned', 'b: idle for 1h'])
  })
})

describe('list', () => {
  const now = Date.parse('2026-05-02T20:42:59Z')
  const both = [
    record('sess-20260502-195500-9b17', {
      createdAt: Date.parse('2026-05-02T19:40:00Z'),
      status: 'completed',
      prompt: 'update API documentation',
    }),
    record('sess-20260502-203014-4f2a'),
  ]

  test('reads like the document, for people and for programs', () => {
    expect(sessionTable(both, now).join('\n')).toBe(LIST)
    expect(JSON.stringify(sessionDocuments(both.slice(1)), null, 2)).toBe(LIST_JSON)
    expect(sessionTable([], now)).toEqual(['No remote sessions found.'])
  })

  test.each([
    ['a\nb\r\n\tc', 'a b   c'],
    ['x'.repeat(50), 'x'.repeat(50)],
    ['x'.repeat(51), `${'x'.repeat(50)}...`],
    ['日'.repeat(51), `${'日'.repeat(50)}...`],
    ['\x1b[31mred\x1b]0;title\x07', 'red'],
  ])('the prompt %j is shown as %j', (prompt, shown) => {
    expect(sessionTable([record('a', { prompt })], now)[2]?.slice(84)).toBe(shown)
  })

  test('a longer name pushes, and is not cut', () => {
    const [, , row] = sessionTable([record('s'.repeat(31))], now)
    expect(row?.startsWith(`${'s'.repeat(31)} ${VM}`)).toBe(true)
  })

  test.each([
    [59 * 60_000 + 59_999, '59m'],
    [60 * 60_000, '1h'],
    [49 * 3_600_000, '49h'],
    [-5, '0m'],
  ])('%d ms is %s', (age, label) => expect(ageOf(0, age)).toBe(label))

  test('times have milliseconds only where there are some', () => {
    expect(timestamp(1_777_753_814_000)).toBe('2026-05-02T20:30:14Z')
    expect(timestamp(1_777_753_814_005)).toBe('2026-05-02T20:30:14.005Z')
  })
})
