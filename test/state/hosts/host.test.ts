import { describe, expect, test } from 'vitest'
import { initialState } from '../../../src/state/initial.ts'
import type { State } from '../../../src/state/model/state.ts'
import { find, parseTarget } from '../../../src/state/targets/target.ts'
import { update } from '../../../src/state/update.ts'
import { fleet, hostOf, later, NOW, SERVER, session } from '../fleet.ts'

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
      expect([...hostOf(next, 'lab1').sessions.values()]).toEqual(heard)
    }
    const anew = later(state, { type: 'server', host: 'lab1', server: { ...SERVER, pid: 8 } })
    expect(hostOf(anew, 'lab1').sessions).toEqual(new Map())
  })

  test('of a host without a server either', () => {
    const none = { type: 'server', host: 'lab1', server: { state: 'none' } } as const
    const empty = { type: 'sessions', host: 'lab1', sessions: [] } as const
    const state = later(known(), none, empty)
    expect(later(state, none, empty)).toBe(state)
  })
})

describe('names that JavaScript objects have of their own', () => {
  const names = ['constructor', '__proto__', 'toString', '7']

  test('are hosts like any other, in the order of the configuration', () => {
    const empty = initialState()
    const configured = later(empty, {
      type: 'configured',
      hosts: ['local', ...names].map(name => ({ name, transport: 'ssh' })),
      settings: empty.settings,
    })
    expect([...configured.hosts.keys()]).toEqual(['local', ...names])
    for (const name of names) {
      const down = later(configured, { type: 'link', host: name, link: { state: 'up' } })
      expect(hostOf(down, name).link.state).toBe('up')
    }
  })

  test.each(['constructor', '__proto__', 'hasOwnProperty'])(
    '%s is no host where none has it',
    name => {
      const asked = update(fleet(), { type: 'dial', host: name }, NOW)
      expect(asked.commands).toEqual([])
      expect(find(fleet(), parseTarget(`${name}/x`))).toMatchObject({ kind: 'missing' })
    },
  )
})
