import { describe, expect, test } from 'vitest'
import { makeFailure } from '../../src/state/model/failure.ts'
import {
  sessionOf,
  subjectOf,
  whyNotAttach,
  whyNotEnd,
} from '../../src/ui/sessions/action-target.ts'
import { fleet, later, run, SERVER, session, target } from './fleet.ts'

const kill = {
  type: 'kill',
  host: 'lab1',
  server: `${SERVER.pid}:${SERVER.started}`,
  session: '$3',
  name: 's2',
} as const
const s2Gone = {
  type: 'sessions',
  host: 'lab1',
  sessions: [session(1, 'api'), session(2, 's10')],
} as const
const NO = makeFailure({ kind: 'remote', what: 'tmux refused the command.' })
const did = {
  type: 'did',
  text: 'Ended s2 on lab1.',
  about: { host: 'lab1', session: '$3', name: 's2' },
} as const

describe('one target', () => {
  const onS2 = later(fleet(), { type: 'move', by: 3 })

  test.each([
    ['the list first', [kill, s2Gone, did]],
    ['the answer first', [kill, did, s2Gone]],
  ] as const)(
    'after a session is ended on this screen, its neighbour is the target everywhere; %s',
    (_, all) => {
      const state = later(onS2, ...all)
      expect(state.view.session).toMatchObject({ host: 'lab1', name: 's10' })
      expect(state.output.target).toEqual(target('lab1', 2))
      expect(state.output.failure).toBeUndefined()
      expect(subjectOf(state)).toEqual(target('lab1', 2))
      expect(state.view.toast?.text).toBe('Ended s2 on lab1. lab1/s10 is selected now.')
    },
  )

  test('after a session ends by itself, no key acts on its neighbour before it is selected', () => {
    const state = later(onS2, s2Gone)
    expect(state.output.failure?.what).toBe('Session s2 has ended.')
    expect([subjectOf(state), sessionOf(state)]).toEqual([null, null])
    const why = 'Session s2 has ended. Choose another session with Enter or the arrows.'
    expect([whyNotAttach(state), whyNotEnd(state)]).toEqual([why, why])
    expect(later(state, { type: 'ask', mode: 'compose' }).view.toast?.text).toBe(why)
    expect(later(state, { type: 'ask', mode: 'kill' }).view.mode).toBe('normal')
    expect(subjectOf(later(state, { type: 'enter' }))).toEqual(target('lab1', 2))
  })

  test.each([
    ['could not be ended', [kill, { ...did, type: 'failed', failure: NO }]],
    ['was not to be ended under that name', [{ ...kill, name: 'other' }]],
  ] as const)(
    'a session that %s and ended by itself later does not count as ended on this screen',
    (_, all) => {
      const state = later(onS2, ...all, s2Gone)
      expect(subjectOf(state)).toBeNull()
      expect(state.output.failure?.what).toBe('Session s2 has ended.')
    },
  )

  test('a question about a session that is gone or renamed is closed, and nothing is ended', () => {
    const asked = later(onS2, { type: 'ask', mode: 'kill' })
    expect(asked.view.confirm).toMatchObject({ target: { name: 's2' } })
    const renamed = later(asked, {
      ...s2Gone,
      sessions: [...s2Gone.sessions, session(3, 'other')],
    })
    for (const state of [renamed, later(asked, s2Gone)]) {
      expect([state.view.mode, state.view.confirm]).toEqual(['normal', null])
      expect(state.view.toast?.text).toContain('Nothing was ended.')
    }
  })

  test('marked sessions that the filter hides get no text, and a message says so', () => {
    const marked = later(
      fleet(),
      { type: 'mark', what: 'shown' },
      { type: 'filter', text: 'train' },
      { type: 'ask', mode: 'compose' },
    )
    expect(marked.view.composer?.aims).toEqual([target('lab2', 1)])
    expect(marked.view.toast?.text).toContain('hidden by the filter, and will not get the text.')
    const none = later(
      fleet(),
      { type: 'mark', what: 'shown' },
      { type: 'filter', text: 'nothing like it' },
    )
    const { state } = run(none, { type: 'ask', mode: 'interrupt' })
    expect(state.view.mode).toBe('normal')
    expect(state.view.toast?.text).toContain('The filter hides all marked sessions')
  })
})
