import { describe, expect, test } from 'vitest'
import { recipients, recipientTargets } from '../../../src/state/broadcast/recipient.ts'
import type { Pane } from '../../../src/state/model/fleet.ts'
import { parseTarget } from '../../../src/state/targets/target.ts'
import { clean } from '../../../src/state/text/clean.ts'
import { reads } from '../agent.ts'
import { down, fleet, LAB, later, pane, session, target, type Written } from '../fleet.ts'

const state = fleet()
const why = (of: Written<Pane>, how = {}) => {
  const now = later(state, {
    type: 'sessions',
    host: 'lab1',
    sessions: [session(1, 'api', { panes: [pane('%1', of)] })],
  })
  return recipients(now, [target('lab1', 1)], how)[0]?.failure?.what ?? null
}

describe('recipients', () => {
  test('are named by host, session, window and pane, and keep their order', () => {
    const shown = recipients(
      state,
      [parseTarget('lab2/train'), target('lab1', 1), parseTarget('notes')],
      {},
    )
    expect(shown.map(({ name, failure, command }) => [name, failure, command])).toEqual([
      ['lab2/train:0.0', null, 'bash'],
      ['lab1/api:0.0', null, 'bash'],
      ['local/notes:0.0', null, 'bash'],
    ])
  })

  test('are refused with the reason', () => {
    expect(why({ ours: true })).toContain('runs fleetmux itself')
    expect(why({ dead: { code: 1 } })).toContain('has ended')
    expect(why({ inMode: true })).toContain('copy mode')
    expect(why({})).toBeNull()
    expect(recipients(state, [target('lab1', 77)], {})[0]?.failure?.what).toBe(
      'The pane no longer exists.',
    )
    expect(recipients(state, [{ ...target('lab1', 1), server: '1:1' }], {})[0]?.failure?.what).toBe(
      'The pane no longer exists.',
    )
    expect(recipients(state, [parseTarget('nowhere/x')], {})[0]?.failure?.what).toBe(
      'There is no host nowhere.',
    )
  })

  test('a host that is down is the reason, for panes that were seen and for names that never were', () => {
    const [seen, never] = recipients(
      down(state, 'lab1'),
      [target('lab1', 1), parseTarget('lab1/none')],
      {},
    )
    expect([seen?.failure?.what, never?.failure?.what]).toEqual(
      Array(2).fill('lab1 refused the connection.'),
    )
  })

  test('s1 is not s10', () => {
    expect(recipients(state, [parseTarget('lab1/s1')], {})[0]).toMatchObject({
      name: 'lab1/s1',
      target: null,
      failure: { what: 'There is no session s1.' },
    })
  })

  test('the same pane gets the text only once', () => {
    const [one, two] = recipients(state, [target('lab1', 1), parseTarget('lab1/api:0.0')], {})
    expect([one?.failure, two?.failure?.what]).toEqual([
      null,
      'This target is the same pane as lab1/api:0.0, so the text is sent there only once.',
    ])
  })

  test('at-prompt mode accepts known shells and agents, but no pagers', () => {
    const only = { onlyAtPrompt: true }
    expect(why({ command: 'zsh' }, only)).toBeNull()
    expect(why({ command: 'claude', alternate: true }, only)).toBeNull()
    expect(why({ command: 'less', alternate: true }, only)).toContain('The pane runs less')
    expect(why({ command: 'bash', alternate: true }, only)).toContain('alternate screen')
    expect(why({ command: 'make' })).toBeNull()
    expect(why({ command: '-bash' }, only)).toBeNull()
  })

  test('at-prompt mode accepts an agent that runs under another process name', () => {
    const running = later(state, {
      type: 'sessions',
      host: 'lab1',
      sessions: [session(1, 'api', { panes: [pane('%1', { command: 'node', alternate: true })] })],
    })
    const toIt = (now: typeof running) =>
      recipients(now, [target('lab1', 1)], { onlyAtPrompt: true })[0]?.failure?.what ?? null
    expect(toIt(running)).toContain('The pane runs node')
    expect(toIt(later(running, reads('lab1', 1, 'idle', { agent: clean('gemini') })))).toBeNull()
    expect(toIt(later(running, reads('lab1', 1, 'waiting', { agent: clean('node') })))).toContain(
      'The pane runs node',
    )
  })

  test('the confirmed recipients are used later, even if new sessions appear', () => {
    const shown = recipientTargets(recipients(state, [parseTarget('lab1/api')], {}))
    const renamed = [session(1, 'other'), session(9, 'api', { panes: [pane('%9')] })]
    const now = later(state, { type: 'sessions', host: 'lab1', sessions: renamed })
    expect(recipients(now, shown, {})[0]).toMatchObject({
      name: 'lab1/other:0.0',
      target: target('lab1', 1),
    })
    expect(LAB.lab1?.length).toBe(3)
  })
})
