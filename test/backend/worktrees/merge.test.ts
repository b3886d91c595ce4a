import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FailureError } from '../../../src/state/model/failure.ts'
import { gitIn } from '../workspace/project.ts'
import { makeWorktreeLab, type WorktreeLab } from './worktree-lab.ts'

let lab: WorktreeLab
beforeAll(async () => {
  lab = await makeWorktreeLab()
})
afterAll(() => lab?.close())

const SQUASH = { way: 'squash', push: false } as const
const why = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    thrown => (thrown instanceof FailureError ? thrown.failure.what : String(thrown)),
  )
const codes = async (row: Parameters<WorktreeLab['again']>[0]) =>
  (await lab.worktrees.preflight(row)).map(({ code }) => code)

test('squash makes one commit, and touches no file and nothing that is not committed', async () => {
  const row = await lab.make('squash')
  lab.commit(row, 'a.txt', 'a')
  const head = lab.commit(row, 'b.txt', 'b')
  writeFileSync(join(row.spec.worktreePath, 'open.txt'), 'open')
  const outcome = await lab.worktrees.squash(row)
  expect(outcome).toMatchObject({ done: true, before: head })
  const tree = row.spec.worktreePath
  expect(gitIn(tree, 'rev-list', '--count', 'main..HEAD')).toBe('1')
  expect(gitIn(tree, 'rev-parse', 'HEAD^{tree}')).toBe(gitIn(tree, 'rev-parse', `${head}^{tree}`))
  expect(gitIn(tree, 'status', '--porcelain')).toBe('?? open.txt')
  expect(await codes(row)).toContain('dirty')
  expect(await why(lab.worktrees.merge(row, SQUASH))).toContain(
    `1 file in ${tree} has uncommitted changes`,
  )
})

test('the message of a squash counts the commits whose subjects it leaves out', async () => {
  const row = await lab.make('long')
  const tree = row.spec.worktreePath
  lab.commit(row, 'long.txt', 'long')
  for (let at = 2; at <= 103; at++) gitIn(tree, 'commit', '-q', '--allow-empty', '-m', `Step ${at}`)
  await lab.worktrees.squash(row)
  const lines = gitIn(tree, 'log', '-1', '--format=%B').trimEnd().split('\n')
  expect(lines.slice(-2)).toEqual(['- Step 100', '- and 3 more'])
})

test('two who merge at once both arrive, one behind the other', async () => {
  const rows = await Promise.all(['one', 'two', 'three'].map(name => lab.make(name)))
  for (const row of rows) lab.commit(row, `${row.spec.name}.txt`, row.spec.name)
  const before = lab.project.git('rev-parse', 'main')
  const outcomes = await Promise.all(rows.map(row => lab.worktrees.merge(row, SQUASH)))
  expect(outcomes.map(({ done }) => done)).toEqual([true, true, true])
  expect(lab.project.git('rev-list', '--count', `${before}..main`)).toBe('3')
  const names = lab.project.git('ls-tree', '--name-only', 'main').split('\n')
  expect(names).toEqual(expect.arrayContaining(['one.txt', 'two.txt', 'three.txt']))
  expect(existsSync(join(lab.project.root, 'one.txt'))).toBe(false)
})

test('a conflict is an answer with the files, and nothing is changed', async () => {
  const row = await lab.make('clash')
  lab.commit(row, 'README.md', 'mine\n')
  const moved = lab.move('README.md', 'theirs\n')
  const outcome = await lab.worktrees.merge(row, SQUASH)
  expect(outcome).toMatchObject({ done: false, conflicts: ['README.md'], after: moved })
  expect(lab.project.git('rev-parse', 'main')).toBe(moved)
  expect(await codes(row)).toEqual(expect.arrayContaining(['conflict', 'behind']))

  const rebased = await lab.worktrees.rebase(row)
  expect(rebased).toMatchObject({ done: false, conflicts: ['README.md'] })
  expect(await codes(row)).toContain('rebasing')
  const waiting = await lab.again(row)
  expect(waiting.state).toBe('rebasing')
  expect(await lab.worktrees.abort(waiting)).toMatchObject({ done: true })
  expect((await lab.again(row)).state).toBe('idle')
  expect(gitIn(row.spec.worktreePath, 'show', 'HEAD:README.md')).toBe('mine')

  await lab.worktrees.rebase(row)
  writeFileSync(join(row.spec.worktreePath, 'README.md'), 'both\n')
  expect(await lab.worktrees.resume(await lab.again(row))).toMatchObject({ done: true })
  expect(await lab.worktrees.merge(row, { ...SQUASH, way: 'ff' })).toMatchObject({ done: true })
  expect(lab.project.git('show', 'main:README.md')).toBe('both')
})

test('a rebase that somebody else has begun is theirs', async () => {
  const row = await lab.make('foreign')
  lab.commit(row, 'README.md', 'foreign\n')
  lab.move('README.md', 'moved again\n')
  expect(() => gitIn(row.spec.worktreePath, 'rebase', 'main')).toThrow()
  const now = await lab.again(row)
  expect(await why(lab.worktrees.abort(now))).toContain('was not started by fleetmux')
  expect(await why(lab.worktrees.resume(now))).toContain('was not started by fleetmux')
  expect(await codes(row)).toContain('foreign')
  expect(await why(lab.worktrees.merge(row, SQUASH))).toContain('rebase is in progress')
})

describe('where the base is checked out', () => {
  test('a clean tree is moved forward, a dirty one is refused', async () => {
    const at = join(lab.dir, 'checkout')
    lab.project.git('worktree', 'add', '-q', at, 'main')
    const row = await lab.make('checkout')
    lab.commit(row, 'forward.txt', 'forward')
    writeFileSync(join(at, 'README.md'), 'work of a person\n')
    const before = lab.project.git('rev-parse', 'main')
    expect(await codes(row)).toContain('targetDirty')
    expect(await why(lab.worktrees.merge(row, SQUASH))).toContain('is checked out in')
    expect(lab.project.git('rev-parse', 'main')).toBe(before)
    gitIn(at, 'checkout', '-q', '--', 'README.md')
    writeFileSync(join(at, 'forward.txt'), 'untracked, of a person')
    expect(await why(lab.worktrees.merge(row, SQUASH))).toContain('could not be updated')
    expect(lab.project.git('rev-parse', 'main')).toBe(before)
    rmSync(join(at, 'forward.txt'))
    expect(await lab.worktrees.merge(row, SQUASH)).toMatchObject({ done: true })
    expect(existsSync(join(at, 'forward.txt'))).toBe(true)
    expect(gitIn(at, 'status', '--porcelain')).toBe('')
    lab.project.git('worktree', 'remove', at)
  })
})

test('a detached worktree, and one without commits, are told', async () => {
  const row = await lab.make('detached')
  expect(await codes(row)).toContain('nothing')
  gitIn(row.spec.worktreePath, 'checkout', '-q', '--detach')
  expect(await codes(row)).toContain('detached')
  expect(await why(lab.worktrees.squash(row))).toContain('is not on')
})
