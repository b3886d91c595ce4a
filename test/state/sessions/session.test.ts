import { describe, expect, test } from 'vitest'
import { makeFailure } from '../../../src/state/model/failure.ts'
import type { Intent } from '../../../src/state/model/messages/intent.ts'
import type { State } from '../../../src/state/model/state.ts'
import { update } from '../../../src/state/update.ts'
import { fleet, KEY, LAB, NOW, pane, session } from '../fleet.ts'

/** What is asked of sessions is carried out, or refused with the reason; never anything in between. */
describe('asking', () => {
  const up = fleet(LAB)
  const host = [...up.hosts.keys()].find(name => name !== 'local') ?? ''
  const with1 = (more: Parameters<typeof pane>[1] = {}) =>
    update(
      up,
      { type: 'sessions', host, sessions: [session(1, 'api', { panes: [pane('%1', more)] })] },
      NOW,
    ).state
  const target = { host, server: KEY, pane: '%1' }
  const send: Intent = { type: 'send', target, text: 'hello', enter: true }
  const killIt: Intent = { type: 'kill', host, server: KEY, session: '$1', name: 'api' }
  const said = (state: State, intent: Intent) => {
    const { state: after, commands } = update(state, intent, NOW)
    const refused = after.log.length > state.log.length ? after.log.at(-1)?.text : undefined
    return { commands: commands.map(command => command.type), refused }
  }

  test('goes through where all is well', () => {
    expect(said(with1(), send)).toEqual({ commands: ['send'], refused: undefined })
    expect(said(with1(), killIt)).toEqual({ commands: ['kill-session'], refused: undefined })
  })

  test.each<[string, State, Intent, RegExp]>([
    [
      'a pane that is gone',
      up,
      { ...send, target: { ...target, pane: '%99' } },
      /no longer exists/,
    ],
    [
      'another server',
      with1(),
      { ...send, target: { ...target, server: '8:10' } },
      /no longer exists/,
    ],
    ['our own pane', with1({ ours: true }), send, /runs fleetmux itself/],
    ['a program that has ended', with1({ dead: { code: 1 } }), send, /has ended/],
    ['an unknown host', with1(), { type: 'new', host: 'nowhere' }, /no host nowhere/],
    ['a session renamed meanwhile', with1(), { ...killIt, name: 'other' }, /was renamed to api/],
    ['the session that fleetmux runs in', with1({ ours: true }), killIt, /itself runs/],
    ['attaching to where we are', with1({ ours: true }), { type: 'attach', target }, /already/],
  ])('refuses %s', (_, state, intent, reason) => {
    const { commands, refused } = said(state, intent)
    expect(commands).toEqual([])
    expect(refused).toMatch(reason)
  })

  test('refuses a host that is down, and says why it is', () => {
    const failure = makeFailure({ kind: 'unreachable', what: 'Connection refused.' })
    const down = update(
      with1(),
      { type: 'link', host, link: { state: 'down', failure } },
      NOW,
    ).state
    expect(said(down, send).refused).toMatch(/Connection refused/)
    expect(down.hosts.get(host)?.sessions.get('$1')?.name).toBe('api')
  })
})
