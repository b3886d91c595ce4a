import { expect, test } from 'vitest'
import { explained } from '../../../src/ui/answer/explained.ts'
import { asks } from '../../state/agent.ts'
import { fleet, later, pane, session, target } from '../fleet.ts'

test('it is about the pane that needs somebody, in the output panel about the followed one', () => {
  const two = session(1, 'two', { panes: [pane('%1'), pane('%2', { active: false })] })
  const state = fleet({ lab1: [two] })
  expect(explained(state)).toEqual(target('lab1', 1))
  const needy = later(state, asks('lab1', 2))
  expect(explained(needy)).toEqual(target('lab1', 2))
  expect(explained(later(needy, { type: 'focus', panel: 'output' }))).toEqual(target('lab1', 1))
})
