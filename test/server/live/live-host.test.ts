import { expect, test } from 'vitest'
import type { Token } from '../../../src/server/access/token.ts'
import { type HostTexts, hostMessage, hostTexts } from '../../../src/server/live/live-host.ts'
import type { Session } from '../../../src/state/model/fleet.ts'
import type { State } from '../../../src/state/model/state.ts'
import { fleet, later, session } from '../../state/fleet.ts'

const ADMIN = { role: 'admin' } as unknown as Token
const CROWD = Array.from({ length: 1000 }, (_, n) => session(n, `idle-${n}`))

const texts = (state: State, caller = ADMIN): HostTexts => {
  const host = state.hosts.get('lab1')
  if (!host) throw new Error('no host')
  return hostTexts(host, state, caller)
}
const told = (before: HostTexts | undefined, state: State, caller = ADMIN) =>
  JSON.parse(hostMessage(before, texts(state, caller)) ?? 'null')
const list = (state: State, sessions: readonly Session[]) =>
  later(state, { type: 'sessions', host: 'lab1', sessions })

test('the first message has all sessions, the next only those that have changed', () => {
  const state = fleet({ lab1: CROWD })
  const first = told(undefined, state)
  expect(first).toMatchObject({ type: 'host', host: { name: 'lab1', link: 'up' } })
  expect(first.sessions).toHaveLength(1000)
  const next = list(
    state,
    CROWD.map(each => (each.id === '$7' ? { ...each, activity: each.activity + 5 } : each)),
  )
  expect(told(texts(state), next)).toMatchObject({
    type: 'host-change',
    sessions: [{ name: 'idle-7' }],
    gone: [],
  })
})

test('a host whose sessions nobody has changed says nothing', () => {
  const state = fleet({ lab1: CROWD })
  expect(hostMessage(texts(state), texts(state))).toBeNull()
  expect(hostMessage(texts(state), texts(list(state, [...CROWD])))).toBeNull()
})

test('a round trip is told without the sessions', () => {
  const state = fleet({ lab1: CROWD })
  const next = later(state, { type: 'round-trip', host: 'lab1', milliseconds: 12 })
  expect(told(texts(state), next)).toMatchObject({
    type: 'host-change',
    host: { roundTrip: 12 },
    sessions: [],
    gone: [],
  })
})

test('a session that ended is named, and a new one comes whole', () => {
  const state = fleet({ lab1: CROWD.slice(0, 3) })
  const next = list(state, [...CROWD.slice(0, 2), session(9, 'new')])
  expect(told(texts(state), next)).toMatchObject({
    sessions: [{ name: 'new', panes: [{ id: '%9@7:9@lab1' }] }],
    gone: ['$2@7:9@lab1'],
  })
})

test('an agent that begins to wait changes its session, and a lost link those with agents', () => {
  const state = fleet({ lab1: CROWD.slice(0, 3) })
  const target = { host: 'lab1', server: '7:9', pane: '%1' }
  const reading = { agent: 'claude', state: 'waiting', source: 'screen', confidence: 1 } as const
  const asks = later(state, { type: 'agent', target, reading, trace: [] })
  expect(told(texts(state), asks).sessions).toMatchObject([
    { name: 'idle-1', panes: [{ agent: { state: 'waiting' } }] },
  ])
  const lost = later(asks, { type: 'link', host: 'lab1', link: { state: 'connecting' } })
  expect(told(texts(asks), lost).sessions.map((each: { name: string }) => each.name)).toEqual([
    'idle-1',
  ])
})

test('a token for one session is told of no other', () => {
  const state = fleet({ lab1: CROWD.slice(0, 3) })
  const scope = { host: 'lab1', server: '7:9', session: '$1' }
  const guest = { role: 'viewer', scope } as unknown as Token
  expect(told(undefined, state, guest).sessions.map((each: Session) => each.name)).toEqual([
    'idle-1',
  ])
})
