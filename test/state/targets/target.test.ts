import { describe, expect, test } from 'vitest'
import { find, paneOf, parseTarget, readTarget } from '../../../src/state/targets/target.ts'
import { clean } from '../../../src/state/text/clean.ts'
import { update } from '../../../src/state/update.ts'
import { fleet, LAB, pane, session } from '../fleet.ts'

describe('a target as it is written', () => {
  test.each([
    ['gpu/api:0.1', { host: 'gpu', session: 'api', window: '0', pane: '1' }],
    ['gpu/api:main', { host: 'gpu', session: 'api', window: 'main' }],
    ['gpu/api', { host: 'gpu', session: 'api' }],
    ['api', { host: 'local', session: 'api' }],
    ['me@gpu:2222/a/b', { host: 'me@gpu:2222', session: 'a/b' }],
    ['gpu/-x $(y) "z"', { host: 'gpu', session: '-x $(y) "z"' }],
    ['gpu/', { host: 'gpu', session: '' }],
    ['ssh://me@gpu:2222/api', { host: 'me@gpu:2222', session: 'api' }],
    ['ssh://gpu', { host: 'gpu', session: '' }],
  ])('%s', (text, expected) => {
    expect(parseTarget(text)).toEqual(expected)
  })
})

test.each(['ssh://gpu', 'SSH://me@gpu:2222'])(
  '%s names a host without a session, and no session of this machine',
  text => {
    expect(() => readTarget(text)).toThrow('names no session')
  },
)

describe('finding it', () => {
  const state = fleet(LAB)
  const [host] = [...state.hosts.keys()].filter(name => name !== 'local')

  test('a session matches exactly: s1 is not s10', () => {
    const only = update(
      state,
      { type: 'sessions', host: host ?? '', sessions: [session(1, 's10')] },
      0,
    ).state
    expect(find(only, { host: host ?? '', session: 's1' })).toMatchObject({
      kind: 'missing',
      what: 'There is no session s1.',
    })
    expect(find(only, { host: host ?? '', session: 's10' })).toMatchObject({ pane: { id: '%1' } })
  })

  test('windows and panes by index, by name, by id', () => {
    const panes = [
      pane('%1'),
      pane('%2', { active: false, index: 1 }),
      pane('%3', { window: { id: '@2', index: 4, name: 'logs' } }),
    ]
    const two = update(
      state,
      { type: 'sessions', host: host ?? '', sessions: [session(1, 'api', { panes })] },
      0,
    ).state
    const id = (written: string) => {
      const found = find(two, parseTarget(`${host}/${written}`))
      return 'pane' in found ? found.pane.id : found.what
    }
    expect([
      id('api'),
      id('api:0.1'),
      id('api:logs'),
      id('api:4.0'),
      id('api:@2'),
      id('api:0.%2'),
    ]).toEqual(['%1', '%2', '%3', '%3', '%3', '%2'])
    expect(id('api:9')).toBe('Session api has no pane 9.')
  })

  test('an unknown host is an error, never this machine', () => {
    expect(find(state, { host: 'nowhere', session: 'api' })).toMatchObject({
      kind: 'missing',
      what: 'There is no host nowhere.',
    })
  })

  test('a target holds only while its server is the same', () => {
    const found = find(
      update(state, { type: 'sessions', host: host ?? '', sessions: [session(1, 'api')] }, 0).state,
      {
        host: host ?? '',
        session: 'api',
      },
    )
    if (!('target' in found)) throw new Error('it is there')
    const reborn = update(
      state,
      {
        type: 'server',
        host: host ?? '',
        server: { state: 'running', pid: 8, started: 10, version: clean('3.5'), path: 'pushed' },
      },
      0,
    ).state
    const again = update(
      reborn,
      { type: 'sessions', host: host ?? '', sessions: [session(1, 'api')] },
      0,
    ).state
    expect(paneOf(again, found.target)).toBeNull()
  })
})

describe('a name that two sessions have', () => {
  const twice = fleet({ lab1: [session(1, 'api'), session(2, 'api\u200b'), session(3, '$1')] })

  test('names neither: ids do', () => {
    expect(find(twice, parseTarget('lab1/api'))).toMatchObject({
      kind: 'refused',
      hint: "Use the id of one of them: 'lab1/$1' (api), 'lab1/$2' (api).",
    })
    expect(find(twice, parseTarget('lab1/$2'))).toMatchObject({ session: { id: '$2' } })
  })

  test('is also a name that looks like the id of another', () => {
    expect(find(twice, parseTarget('lab1/$1'))).toMatchObject({ kind: 'refused' })
    expect(find(twice, parseTarget('lab1/$3'))).toMatchObject({ session: { name: '$1' } })
  })
})
