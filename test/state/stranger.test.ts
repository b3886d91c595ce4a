import { expect, test } from 'vitest'
import type { State } from '../../src/state/model/state.ts'
import type { Registry, SessionRecord } from '../../src/state/model/tracked-session.ts'
import { emptyRegistry } from '../../src/state/tracked/registry.ts'
import { fleet, later, run, session } from './fleet.ts'

const ID = 'sess-20260502-203014-4f2a'
const sessions = [session(1, 'api'), session(7, ID, { tracked: ID })]
const seen = { type: 'sessions', host: 'lab1', sessions } as const
const known = (registry: Registry): State =>
  later(fleet(), { type: 'attend' }, { type: 'registry', registry })
const asked = (state: State) =>
  run(state, seen, seen).commands.filter(({ type }) => type === 'recover')

test('a tracked session that the file does not know is asked at a screen who it is, once', () => {
  expect(asked(known(emptyRegistry))).toEqual([{ type: 'recover', hosts: ['lab1'], quiet: true }])
})

test('a command takes over no session that it was not asked about', () => {
  const state = later(fleet(), { type: 'registry', registry: emptyRegistry })
  expect(asked(state)).toEqual([])
})

test('one that it knows is not, nor is any before the file was read', () => {
  const record = { id: ID, host: 'lab1', status: 'running', startedAt: 0 } as SessionRecord
  expect(asked(known({ sessions: new Map([[ID, record]]), pool: new Map() }))).toEqual([])
  expect(asked(later(fleet(), { type: 'attend' }))).toEqual([])
})
