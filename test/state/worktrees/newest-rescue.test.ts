import { expect, test } from 'vitest'
import { newestRescue, rescueLimitNotes } from '../../../src/state/worktrees/newest-rescue.ts'

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
  ['01', 'There is no saved work of a worktree session to restore for'],
  ['nobody', 'There is no saved work of a worktree session to restore for'],
])('%s is refused', (wanted, why) => {
  expect(() => newestRescue(all, wanted)).toThrow(why)
})

test('a repository of which not all may be listed is named', () => {
  const many = Array.from({ length: 200 }, (_, at) => rescue(`01${at}`, at))
  const note =
    'h:/r lists only its newest 200; `git for-each-ref refs/fleetmux/rescue` there lists all'
  expect([rescueLimitNotes(many.slice(1)), rescueLimitNotes(many)]).toEqual([[], [note]])
  expect(() => newestRescue(many, 'older')).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ why: note }) }),
  )
})
