import { describe, expect, test } from 'vitest'
import type { Session } from '../../src/state/model/fleet.ts'
import type { SessionRecord } from '../../src/state/model/tracked-session.ts'
import { countsOf } from '../../src/ui/app/counts.ts'
import type { UiState } from '../../src/ui/model/ui-state.ts'
import { sessionRowsOf } from '../../src/ui/sessions/session-list-rows.ts'
import type { UiMessage } from '../../src/ui/view/step.ts'
import { fleet, later, session, target } from './fleet.ts'

/** 10,000 of each: what one event reads of them is counted, since times say as much of the machine. */
const HOSTS = 1000
const EACH = 10
const ALL = HOSTS * EACH

let reads = 0
/** Counts what is read of it. */
function counted<T extends object>(value: T): T {
  return new Proxy(value, {
    get(of, name, receiver) {
      reads++
      return Reflect.get(of, name, receiver)
    },
  })
}

/** How many fields of sessions, marks, rows or records `work` reads. */
function readsOf(work: () => unknown): number {
  reads = 0
  work()
  return reads
}

const name = (host: number) => `host${host}`
const sessionsOf = (activity = 0): Session[] =>
  Array.from({ length: EACH }, (_, at) =>
    counted(session(at + 1, `s${at + 1}`, { activity: 1_700_000_000_000 + activity })),
  )
const listed = (host: number, activity: number): UiMessage => ({
  type: 'sessions',
  host: name(host),
  sessions: sessionsOf(activity),
})
const whole = fleet(
  Object.fromEntries(Array.from({ length: HOSTS }, (_, host) => [name(host), sessionsOf()])),
  { columns: 160, rows: 50 },
)
const everyone = Array.from({ length: ALL }, (_, at) =>
  counted({ host: name(Math.floor(at / EACH)), session: `$${(at % EACH) + 1}` }),
)
/** What may be read of the sessions of one host, over and over: far from what 10,000 would cost. */
const OF_ONE_HOST = EACH * 100

describe('10,000 sessions', () => {
  test('a list of one host reads that host', () => {
    expect(readsOf(() => later(whole, listed(7, 1)))).toBeLessThan(OF_ONE_HOST)
  })

  test('the rows and the counts after it read that host anew', () => {
    sessionRowsOf(whole)
    countsOf(whole)
    const next = later(whole, listed(7, 2))
    expect(readsOf(() => sessionRowsOf(next))).toBeLessThan(OF_ONE_HOST)
    expect(readsOf(() => countsOf(next))).toBeLessThan(OF_ONE_HOST)
  })

  test('a key that moves the selection reads a few', () => {
    sessionRowsOf(whole)
    const moved = later(whole, { type: 'move', by: 1 })
    expect(readsOf(() => later(moved, { type: 'move', by: 1 }))).toBeLessThan(ALL * 3)
  })
})

describe('10,000 marks', () => {
  const marked = (): UiState => later(whole, { type: 'mark-these', sessions: everyone })

  test('are made by reading each a few times', () => {
    expect(readsOf(marked)).toBeLessThan(ALL * 30)
    expect(marked().view.marks).toHaveLength(ALL)
  })

  test('are not read when a host lists its sessions', () => {
    const state = later(marked(), listed(3, 1))
    expect(readsOf(() => later(state, listed(4, 2)))).toBeLessThan(OF_ONE_HOST)
  })

  test('become recipients by reading each a few times', () => {
    const state = marked()
    const shown = () => later(state, { type: 'ask', mode: 'compose', text: 'go on' })
    expect(readsOf(shown)).toBeLessThan(ALL * 60)
    expect(shown().view.composer?.shown).toHaveLength(ALL)
  })
})

test('a receipt among 10,000 reads no other row', () => {
  const targets = everyone.map(({ host, session: id }) => target(host, Number(id.slice(1))))
  const how = { mode: 'submit', onlyAtPrompt: false, deadline: 1000 } as const
  const sent = later(whole, { type: 'broadcast', targets, text: 'x', how })
  const { id } = sent.broadcasts.at(-1) ?? { id: 0 }
  const receipt = (at: number): UiMessage => ({
    type: 'receipt',
    id,
    target: targets[at] ?? target('host0', 1),
    receipt: { word: 'delivered', open: true },
  })
  const watched = later(sent, receipt(0))
  const before = watched.broadcasts.at(-1)?.rows ?? []
  const after = later(watched, receipt(ALL - 1)).broadcasts.at(-1)?.rows ?? []
  expect(after.filter((row, at) => row !== before[at])).toHaveLength(1)
  const counting = { ...watched, broadcasts: watched.broadcasts.map(countRows) }
  const indexed = later(counting, receipt(1))
  expect(readsOf(() => later(indexed, receipt(2)))).toBeLessThan(50)
})

function countRows<T extends { readonly rows: readonly object[] }>(broadcast: T): T {
  return { ...broadcast, rows: broadcast.rows.map(counted) }
}

test('10,000 records: a list of one host reads those of that host', () => {
  const record = (at: number): SessionRecord =>
    counted({
      id: `sess-20260101-000000-${at.toString(16).padStart(4, '0')}`,
      host: name(at % HOSTS),
      status: 'running',
      createdAt: 0,
      startedAt: 0,
      tmuxSession: `s${(at % EACH) + 1}`,
    } as SessionRecord)
  const sessions = new Map(Array.from({ length: ALL }, (_, at) => [record(at).id, record(at)]))
  const state = later(whole, { type: 'registry', registry: { sessions, pool: new Map() } })
  const known = later(state, listed(1, 1))
  expect(known.registry?.sessions.size).toBe(ALL)
  expect(readsOf(() => later(known, listed(2, 1)))).toBeLessThan(OF_ONE_HOST)
})
