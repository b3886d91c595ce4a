import { expect, test } from 'vitest'
import { explain, explainLines } from '../../../src/state/agents/explain.ts'
import type { State } from '../../../src/state/model/state.ts'
import { asks, reads } from '../agent.ts'
import { down, fleet, later, NOW, pane, session, target } from '../fleet.ts'

const lines = (state: State, number = 1) =>
  explainLines(explain(state, target('lab1', number)), NOW)

test('explains the state of an agent with its source and all rules, the deciding one marked', () => {
  expect(lines(later(fleet(), asks('lab1', 1)))).toEqual([
    'agent    claude',
    'state    waiting, for less than 10s',
    'seen by  screen, rule permission-box',
    'sure     90 %',
    'asks     Deploy to production?',
    '         1  Yes',
    '         2  No',
    '         y  Yes, always',
    '',
    '  SOURCE  RULE            SAYS     SAW',
    '  title   spinner         -        no spinner in "claude"',
    '> screen  permission-box  waiting  Deploy to production?',
  ])
  expect(lines(later(fleet(), reads('lab1', 1, 'failed', { code: 2 })))[1]).toBe(
    'state    failed, exit 2, for less than 10s',
  )
})

test('without an agent, explains why', () => {
  const hosts = (more: object) =>
    fleet({ lab1: [session(1, 'api', { panes: [pane('%1', more)] })] })
  expect(lines(hosts({}))).toEqual(['No agent was found in the pane: it runs bash.'])
  expect(lines(hosts({ dead: { code: 3 } }))).toEqual([
    'The program in the pane has ended with exit code 3.',
  ])
  expect(lines(hosts({ ours: true }))).toEqual(['This pane runs fleetmux itself.'])
  expect(lines(hosts({}), 9)).toEqual(['The pane no longer exists.'])
  const lost = down(later(fleet(), asks('lab1', 1)), 'lab1')
  expect(lines(lost)).toEqual(['lab1 cannot be reached: down: refused the connection.'])
})

test('a dead pane is neither working nor waiting', () => {
  const dead = session(1, 'api', { panes: [pane('%1', { dead: { code: 0 } })] })
  const state = later(fleet({ lab1: [dead] }), reads('lab1', 1, 'working'))
  expect(explain(state, target('lab1', 1)).status).toBeNull()
  expect(explain(later(state, reads('lab1', 1, 'done')), target('lab1', 1)).status?.state).toBe(
    'done',
  )
})
