import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeWorktreeLab, type WorktreeLab } from './worktree-lab.ts'

let lab: WorktreeLab
beforeAll(async () => {
  lab = await makeWorktreeLab()
})
afterAll(() => lab?.close())

test('sessions that would be in conflict are found, on one machine and on two', async () => {
  const [one, two, far] = await Promise.all([
    lab.make('one'),
    lab.make('two'),
    lab.make('far', { host: 'far' }),
  ])
  if (!one || !two || !far) throw new Error('they were not made')
  lab.commit(one, 'README.md', 'one\n')
  lab.commit(two, 'two.txt', 'two\n')
  lab.commit(far, 'README.md', 'far\n')
  expect((await lab.worktrees.conflicts(['local'])).conflicts).toEqual([])
  lab.commit(two, 'README.md', 'two\n')
  const near = await lab.worktrees.conflicts(['local'])
  expect(near.conflicts).toMatchObject([
    { one: { host: 'local' }, other: { host: 'local' }, files: ['README.md'] },
  ])
  const all = await lab.worktrees.conflicts(['local', 'far'])
  expect(all.conflicts).toHaveLength(3)
  const across = all.conflicts.filter(({ one: a, other: b }) => a.host !== b.host)
  expect(across.map(({ files }) => files)).toEqual([['README.md'], ['README.md']])
  lab.settings.lost = 'far'
  const some = await lab.worktrees.conflicts(['local', 'far'])
  lab.settings.lost = ''
  expect([some.conflicts.length, some.failures.map(each => each?.kind ?? null)]).toEqual([
    1,
    [null, 'unreachable'],
  ])
})

test('two that change the same file in the same way are no conflict', async () => {
  const rows = await Promise.all(['same', 'likewise'].map(name => lab.make(name)))
  for (const row of rows) lab.commit(row, 'same.txt', 'same\n')
  const { conflicts } = await lab.worktrees.conflicts(['local'])
  expect(conflicts.some(({ paths }) => paths.includes('same.txt'))).toBe(false)
})
