import { expect, test } from 'vitest'
import { find } from '../../../src/state/targets/target.ts'
import { clean } from '../../../src/state/text/clean.ts'
import { sessionOf } from '../../../src/state/tracked/ended.ts'
import { targetOfRecord } from '../../../src/state/tracked/tracked-sessions.ts'
import { record } from '../../backend/state-file/place.ts'
import { fleet, later, session } from '../fleet.ts'

const ID = 'sess-20260502-203014-4f2a'
/** A session that was named `deploy` when its record was recovered. */
const renamed = record(ID, { host: 'lab1', tmuxSession: clean('deploy') })

test('a session that the user has renamed is found by its id', () => {
  const sessions = [session(1, 'api'), session(7, 'nightly', { tracked: ID })]
  const state = later(fleet(), { type: 'sessions', host: 'lab1', sessions })
  expect(find(state, targetOfRecord(state, renamed))).toMatchObject({ session: { id: '$7' } })
})

test('a session of the user that got the name after the end is another one', () => {
  const sessions = [session(9, 'deploy')]
  const state = later(fleet(), { type: 'sessions', host: 'lab1', sessions })
  expect(sessionOf(sessions, renamed)).toBeUndefined()
  expect(find(state, targetOfRecord(state, renamed))).toMatchObject({ kind: 'missing' })
})

test('a session that amplihack has started says no id, and has it as its name', () => {
  const sessions = [session(3, ID)]
  expect(sessionOf(sessions, record(ID))?.id).toBe('$3')
})
