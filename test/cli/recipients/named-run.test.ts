import { expect, test } from 'vitest'
import { statesOfRun, whyNoRun } from '../../../src/cli/recipients/named-run.ts'
import { head, runs } from '../../state/runs/fleet-run.ts'
import { fleet, later } from '../../ui/fleet.ts'

const state = later(
  fleet(),
  { type: 'attend-runs' },
  { type: 'keeps-runs', host: 'lab1' },
  runs('lab1', head('lab1', 'ab1'), head('lab1', 'ab2'), head('lab1', 'c'), head('lab1', 'cd')),
)
const why = (id: string) => whyNoRun(state, id, ['lab1'], new Set(['lab1']))?.what

test('the start of an id names a run only where one run begins so', () => {
  expect([why('ab1'), why('cd'), why('c')]).toEqual([undefined, undefined, undefined])
  expect(why('ab')).toBe('The ids of several runs begin with ab.')
  expect(statesOfRun(state, 'ab')).toEqual([])
  expect(statesOfRun(state, 'ab1')).toContain('working')
  expect(why('x')).toBe('There is no run x.')
})
