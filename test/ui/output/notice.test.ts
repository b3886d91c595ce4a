import { expect, test } from 'vitest'
import { noticesOf } from '../../../src/ui/output/notice.ts'
import { fleet, session } from '../fleet.ts'

test('without a followed pane it is said what to do: choose a session, or start one', () => {
  const told = (hosts: Parameters<typeof fleet>[0]) => {
    const state = fleet(hosts)
    const output = { ...state.output, target: null }
    return noticesOf({ ...state, output }).map(({ text }) => text)
  }
  expect(told({ lab1: [session(1, 'a')], lab2: [] })).toEqual([
    'No pane is followed yet. Choose a session.',
  ])
  expect(told({ lab1: [], lab2: [] })).toEqual(['There are no sessions. To start one, press n.'])
})
