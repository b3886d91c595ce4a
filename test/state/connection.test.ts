import { expect, test } from 'vitest'
import { initialState } from '../../src/state/initial.ts'
import type { HostConfig } from '../../src/state/model/host-config.ts'
import type { Event } from '../../src/state/model/messages/event.ts'
import type { State } from '../../src/state/model/state.ts'
import { says } from '../../src/state/text/clean.ts'
import { update } from '../../src/state/update.ts'

const NOW = 1_700_000_000_000
const AT: HostConfig = { name: 'lab', transport: 'ssh', address: 'old' }
const MOVED: HostConfig = { ...AT, address: 'new' }
const empty = initialState()
const tell = (state: State, ...events: Event[]) =>
  events.reduce((now, event) => update(now, event, NOW).state, state)
const configured = (state: State, host: HostConfig) =>
  tell(state, { type: 'configured', hosts: [host], settings: state.settings })
const up = (connection: number): Event[] => [
  { type: 'link', host: 'lab', connection, link: { state: 'up' } },
  { type: 'server', host: 'lab', connection, server: RUNNING },
  { type: 'sessions', host: 'lab', connection, sessions: [SESSION] },
]
const RUNNING = {
  state: 'running',
  pid: 7,
  started: 1,
  version: says`3.3a`,
  path: 'pushed',
} as const
const SESSION = {
  id: '$1',
  name: says`one`,
  created: NOW,
  activity: NOW,
  attached: 0,
  windows: 1,
  panes: [],
}

/** Whatever a connection may say, late. */
const LATE: Event[] = [
  { type: 'link', host: 'lab', connection: 1, link: { state: 'idle' } },
  { type: 'link', host: 'lab', connection: 1, link: { state: 'slow' } },
  { type: 'server', host: 'lab', connection: 1, server: { state: 'none' } },
  { type: 'sessions', host: 'lab', connection: 1, sessions: [] },
  { type: 'round-trip', host: 'lab', connection: 1, milliseconds: 9000 },
]

test.each(LATE)('what the connection before says late, $type, is not heard', late => {
  const before = tell(configured(empty, AT), ...up(1))
  const now = tell(configured(before, MOVED), ...up(2))
  expect(tell(now, late)).toBe(now)
})

test.each(LATE)('nor between the new address and the first word of its connection: $type', late => {
  const before = tell(configured(empty, AT), ...up(1))
  const moved = configured(before, MOVED)
  expect(tell(moved, late)).toBe(moved)
})

test('the newest connection is heard, and so is its own end', () => {
  const state = tell(configured(empty, AT), ...up(1), ...up(2))
  expect([...(state.hosts.get('lab')?.sessions.keys() ?? [])]).toEqual(['$1'])
  const over = tell(state, { type: 'link', host: 'lab', connection: 2, link: { state: 'idle' } })
  expect(over.hosts.get('lab')).toMatchObject({ link: { state: 'idle' }, sessions: new Map() })
})
