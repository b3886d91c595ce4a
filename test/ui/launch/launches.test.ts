import { expect, test } from 'vitest'
import { startedRows } from '../../../src/state/launch/started.ts'
import { resolveKey } from '../../../src/ui/app/keymap.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import { record } from '../../state/pool-fleet.ts'
import { fleet, later, session } from '../fleet.ts'

const [OLD, NEW, THEIRS] = ['0a0a', '1b1b', '2c2c'].map(end => `sess-20260502-203014-${end}`)
const records = [
  record(OLD ?? '', {
    host: 'lab1',
    repository: '/p',
    status: 'failed',
    exitCode: 3,
    createdAt: 1,
  }),
  record(NEW ?? '', { host: 'lab2', repository: '/p', prompt: 'update the docs', createdAt: 2 }),
  record(THEIRS ?? '', { host: 'lab2', repository: '', createdAt: 3 }),
]
const after: UiState = later(
  fleet({ lab1: [], lab2: [session(4, NEW ?? '', { tracked: NEW ?? '' })] }),
  {
    type: 'registry',
    registry: { sessions: new Map(records.map(each => [each.id, each])), pool: new Map() },
  },
)
const pressed = (state: UiState, ...keys: readonly string[]) =>
  keys.reduce((now, key) => {
    const done = resolveKey(now, key)
    return 'intents' in done ? later(now, ...done.intents) : now
  }, state)

test('after a restart, L shows earlier starts with their host and state', () => {
  expect(startedRows(after)).toMatchObject([
    { id: NEW, host: 'lab2', words: 'running', session: { host: 'lab2', session: '$4' } },
    { id: OLD, host: 'lab1', words: 'failed, exit 3', state: 'failed', session: null },
  ])
  expect(pressed(after, 'L').view.mode).toBe('launches')
  expect(pressed(fleet(), 'L').view.mode).toBe('normal')
})

test('Enter goes to the session of the row, or says that there is none', () => {
  const there = pressed(after, 'L', 'Enter')
  expect(there.view).toMatchObject({ mode: 'normal', session: { host: 'lab2', session: '$4' } })
  const gone = resolveKey(pressed(after, 'L', 'j'), 'Enter')
  expect(gone).toMatchObject({
    intents: [{ type: 'say', text: expect.stringContaining('lab1 has no session') }],
  })
})
