import { expect, test } from 'vitest'
import { createWorkCommands } from '../../../src/backend/worktrees/work-commands.ts'
import type { Event } from '../../../src/state/model/messages/event.ts'
import type { Outcome, Worktrees } from '../../../src/state/worktrees/worktree-handle.ts'

const CONFLICT: Outcome = { done: false, conflicts: ['a.txt'], before: '', after: '', notes: [] }
const row = { host: 'lab1', spec: { name: 'cart', baseBranch: 'main' } }

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
  [
    'merge',
    'cart conflicts with main in a.txt. Nothing was changed. Press b to rebase the session on its base branch.',
  ],
  [
    'rebase',
    'cart conflicts with main in a.txt. Resolve the conflicts in the worktree, or press i to let the agent do it; then press c to continue.',
  ],
] as const)('a conflict of %s is told as what it is, with what to do now', async (act, said) => {
  const done = commands().act({ type: 'act-on-worktree', host: 'lab1', id: 'x', act })
  await expect(done).rejects.toThrow(said)
})

test.each([
  ['a line\n', false, ['a line']],
  ['a line\n', true, ['a line', '... The diff is too long; its end was omitted.']],
  ['x\n'.repeat(50_012), false, ['x', '... 12 more']],
] as const)(
  'what a diff on the screen leaves out is said in its last line',
  async (diff, isCut, last) => {
    const worktrees = { find: async () => row, diff: async () => ({ diff, isCut }) }
    const reading = createWorkCommands(
      async () => worktrees as unknown as Worktrees,
      () => {},
    ).readText({ type: 'read-worktree-text', host: 'lab1', id: 'x', what: 'diff' })
    expect(await reading).toMatchObject({ type: 'worktree-text', text: { id: 'x' } })
    const { text } = (await reading) as Extract<Event, { type: 'worktree-text' }>
    expect(text.lines.slice(-last.length)).toEqual(last)
  },
)
