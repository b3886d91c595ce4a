import { expect, test } from 'vitest'
import { createWorkCommands } from '../../../src/backend/worktrees/work-commands.ts'
import type { Outcome, Worktrees } from '../../../src/state/worktrees/worktree-handle.ts'

const CONFLICT: Outcome = { done: false, conflicts: ['a.txt'], before: '', after: '', notes: [] }
const row = { host: 'lab1', spec: { name: 'cart' } }

/** The screen's commands over sessions of which each act ends in a conflict. */
function commands() {
  const outcome = async () => CONFLICT
  const worktrees = { find: async () => row, list: async () => [], merge: outcome, rebase: outcome }
  return createWorkCommands(
    async () => worktrees as unknown as Worktrees,
    () => {},
  )
}

test.each([
  ['merge', 'cart is in conflict over a.txt. Nothing was changed; b rebases it.'],
  ['rebase', 'cart is in conflict over a.txt. Resolve it in its worktree, or i asks its agent'],
] as const)('a conflict of %s is told as what it is, with what to do now', async (act, said) => {
  const done = commands().act({ type: 'act-on-worktree', host: 'lab1', id: 'x', act })
  await expect(done).rejects.toThrow(said)
})
