import { expect, test } from 'vitest'
import { newestRescue } from '../../../src/state/worktrees/newest-rescue.ts'

const rescue = (session: string, at: number, branch = `b/${session}`) => ({
  ...{ host: 'h', repository: '/r', ref: `refs/fleetmux/rescue/${session}/${at}`, session },
  ...{ branch, commit: 'c'.repeat(40), at },
})
const all = [rescue('01abcd', 1), rescue('01abcd', 3), rescue('01abef', 2)]

test.each([
  ['01ABCD', 3],
  ['01abe', 2],
  ['b/01abef', 2],
  ['refs/fleetmux/rescue/01abcd/1', 1],
])('%s is the newest that it can mean', (wanted, at) => {
  expect(newestRescue(all, wanted).at).toBe(at)
})

test.each([
  ['01a', 'matches 2 sessions'],
  ['01', 'nothing to restore'],
  ['nobody', 'nothing to restore'],
])('%s is refused', (wanted, why) => {
  expect(() => newestRescue(all, wanted)).toThrow(why)
})
