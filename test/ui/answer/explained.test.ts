import { expect, test } from 'vitest'
import { paneToExplain } from '../../../src/ui/answer/explained.ts'
import { asks } from '../../state/agent.ts'
import { fleet, later, pane, session, target } from '../fleet.ts'

test('explains the waiting pane; in the output panel the followed pane', () => {
  const two = session(1, 'two', { panes: [pane('%1'), pane('%2', { active: false })] })
  const state = fleet({ lab1: [two] })
  expect(paneToExplain(state)).toEqual(target('lab1', 1))
  const needy = later(state, asks('lab1', 2))
  expect(paneToExplain(needy)).toEqual(target('lab1', 2))
  expect(paneToExplain(later(needy, { type: 'focus', panel: 'output' }))).toEqual(target('lab1', 1))
})
