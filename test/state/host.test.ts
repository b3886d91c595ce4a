import { describe, expect, test } from 'vitest'
import type { State } from '../../src/state/model.ts'
import { fleet, hostOf, later, NOW, SERVER, session } from './fleet.ts'

describe('what is heard again', () => {
  const listed = [session(1, 'api'), session(2, 'web')]
  const known = (): State => later(fleet({ lab1: listed }), { type: 'tick' })

  test('changes nothing, so that nothing is drawn', () => {
    const state = known()
    const again = later(
      state,
      { type: 'server', host: 'lab1', server: { ...SERVER } },
      { type: 'sessions', host: 'lab1', sessions: structuredClone(listed) },
    )
    expect(again).toBe(state)
  })

  test('is news as soon as it differs: another order, another server, a session more or less', () => {
    const state = known()
    const [api, web] = listed
    for (const sessions of [[web, api], [api], [api, { ...web, activity: NOW + 1 }]]) {
      const heard = sessions.flatMap(each => each ?? []) as typeof listed
      const next = later(state, { type: 'sessions', host: 'lab1', sessions: heard })
      expect(Object.values(hostOf(next, 'lab1').sessions)).toEqual(heard)
    }
    const anew = later(state, { type: 'server', host: 'lab1', server: { ...SERVER, pid: 8 } })
    expect(hostOf(anew, 'lab1').sessions).toEqual({})
  })

  test('of a host without a server either', () => {
    const none = { type: 'server', host: 'lab1', server: { state: 'none' } } as const
    const empty = { type: 'sessions', host: 'lab1', sessions: [] } as const
    const state = later(known(), none, empty)
    expect(later(state, none, empty)).toBe(state)
  })
})
