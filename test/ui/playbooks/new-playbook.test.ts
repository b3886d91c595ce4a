import { expect, test } from 'vitest'
import { readNewPlaybook } from '../../../src/ui/playbooks/new-playbook.ts'

test('documents, budgets and switches are read from a line', () => {
  expect(
    readNewPlaybook('a.md "b c.md" time=8h cost=2.5 tasks=7 branch=auto/x yolo history', '/srv'),
  ).toEqual({
    names: ['a.md', 'b c.md'],
    directory: '/srv',
    choices: expect.objectContaining({
      ...{ permissions: 'allow', branch: 'auto/x', history: true, strict: false },
      budgets: { seconds: 28_800, cost: 2.5, tasks: 7 },
    }),
  })
  expect(readNewPlaybook('a.md dir=~/src', '/srv')).toMatchObject({ directory: '~/src' })
})

test.each([
  ['', 'Name a document or a playbook; tab completes it.'],
  ['a.md cost=much', 'cost= needs a number, not "much".'],
  ['a.md time=', 'time= needs a time such as 8h, not "".'],
  ['a.md yolo deny', 'yolo and deny exclude each other.'],
])('%j is refused', (line, why) => {
  expect(readNewPlaybook(line, '')).toBe(why)
})
