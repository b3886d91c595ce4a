import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
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

test('what would be lost is not removed, until it is said by name; then all of it comes back', async () => {
  const row = await lab.make('precious')
  const head = lab.commit(row, 'a.txt', 'a')
  const tree = row.spec.worktreePath
  writeFileSync(join(tree, 'open.txt'), 'open')
  writeFileSync(join(tree, 'README.md'), 'changed\n')
  expect(await why(lab.worktrees.remove(row, false))).toContain(
    'The session precious was not removed: 2 files have uncommitted changes.',
  )
  const left = await lab.worktrees.leftovers('local')
  expect(left.find(({ id }) => id === row.spec.id)).toMatchObject({
    ...{ isRemovable: false, size: expect.any(Number), reason: '2 files have uncommitted changes' },
  })
  expect(await lab.worktrees.remove(row, true)).toMatchObject({ done: true, before: head })
  expect([existsSync(tree), lab.project.git('branch', '--list', row.spec.branchName)]).toEqual([
    false,
    '',
  ])
  expect(await lab.worktrees.list('local')).toEqual([])
  const [rescue] = await lab.worktrees.rescues('local')
  expect(rescue).toMatchObject({ session: row.spec.id, branch: row.spec.branchName })
  if (!rescue) return
  await lab.worktrees.restore(rescue, rescue.branch)
  expect(gitIn(tree, 'rev-parse', 'HEAD')).toBe(head)
  expect(gitIn(tree, 'status', '--porcelain')).toBe(' M README.md\n?? open.txt')
  expect(readFileSync(join(tree, 'open.txt'), 'utf8')).toBe('open')
  expect(await lab.again(row)).toMatchObject({ state: 'idle', dirty: 2, ahead: 1 })
})

test('a fresh one, a merged one and one whose merge was a squash can be removed', async () => {
  const fresh = await lab.make('fresh')
  expect(await lab.worktrees.remove(fresh, false)).toMatchObject({ done: true })
  const row = await lab.make('merged')
  lab.commit(row, 'm1.txt', '1')
  expect(await why(lab.worktrees.remove(row, false))).toContain(
    'The session merged was not removed: 1 commit is not in main. To remove the session anyway: `fleetmux work clean merged --force`.',
  )
  lab.commit(row, 'm2.txt', '2')
  await lab.worktrees.merge(row, SQUASH)
  lab.move('later.txt', 'later')
  expect((await lab.again(row)).contained).toBe(true)
  expect(await lab.worktrees.remove(row, false)).toMatchObject({ done: true })
})

test('commits that a detached HEAD alone has are seen', async () => {
  const row = await lab.make('loose')
  gitIn(row.spec.worktreePath, 'checkout', '-q', '--detach')
  lab.commit(row, 'loose.txt', 'loose')
  expect(await why(lab.worktrees.remove(row, false))).toContain(
    'The session loose was not removed: 1 commit is not in main.',
  )
})

test('a worktree that was deleted by hand can be removed where its branch is merged', async () => {
  const row = await lab.make('by hand')
  lab.commit(row, 'h.txt', 'h')
  rmSync(row.spec.worktreePath, { recursive: true })
  expect(await why(lab.worktrees.remove(row, false))).toContain(
    'The session by hand was not removed: 1 commit is not in main.',
  )
  expect(await lab.worktrees.remove(row, true)).toMatchObject({ done: true })
  expect(lab.project.git('worktree', 'list')).not.toContain(row.spec.id)
})

test('a lock of another machine is kept, one of a process that is gone is not', async () => {
  const row = await lab.make('locked')
  const lock = join(lab.state(), row.spec.id, 'lock')
  const hold = (host: string) => {
    mkdirSync(lock)
    for (const [name, text] of Object.entries({
      host,
      pid: '4194303',
      who: 'bob@far',
      what: 'a merge',
    }))
      writeFileSync(join(lock, name), `${text}\n`)
  }
  hold('elsewhere')
  expect(await why(lab.worktrees.squash(row))).toContain('a merge of bob@far on elsewhere')
  rmSync(lock, { recursive: true })
  hold((await import('node:os')).hostname())
  lab.commit(row, 'l.txt', 'l')
  expect(await lab.worktrees.squash(row)).toMatchObject({ done: true })
})

test('directories of ours without a session, and those that git does not know, are told', async () => {
  const row = await lab.make('orphan')
  rmSync(join(lab.state(), row.spec.id), { recursive: true })
  mkdirSync(join(lab.project.root, '.worktrees', 'stray'))
  const left = await lab.worktrees.leftovers('local')
  const reasons = Object.fromEntries(left.map(({ id, reason }) => [id, reason]))
  expect(reasons[row.spec.id]).toContain('whose session is gone')
  expect(reasons['stray']).toContain('does not know')
})

test('a repository inside the worktree whose work is on no remote stands in the way of every removal', async () => {
  const row = await lab.make('nests')
  const tree = row.spec.worktreePath
  const inner = join(tree, 'vendor', 'inner')
  gitIn(tree, 'init', '-q', inner)
  writeFileSync(join(inner, 'only.txt'), 'here')
  const say = ['-c', 'user.name=A', '-c', 'user.email=a@b.c']
  gitIn(inner, 'add', '.')
  gitIn(inner, ...say, 'commit', '-qm', 'Only here')
  const stands = 'repository vendor/inner inside'
  expect(await why(lab.worktrees.remove(row, true))).toContain(stands)
  // Ignored, it is as little in any ref.
  writeFileSync(join(tree, '.gitignore'), 'vendor\n')
  gitIn(tree, 'add', '.gitignore')
  gitIn(tree, 'commit', '-qm', 'Ignore it')
  expect(await why(lab.worktrees.remove(row, true))).toContain(stands)
  expect(existsSync(join(inner, 'only.txt'))).toBe(true)

  const remote = join(lab.dir, 'inner.git')
  gitIn(inner, 'init', '-q', '--bare', remote)
  gitIn(inner, 'remote', 'add', 'origin', remote)
  gitIn(inner, 'push', '-q', 'origin', 'HEAD')
  gitIn(inner, 'switch', '-qc', 'aside')
  gitIn(inner, ...say, 'commit', '-qm', 'Aside', '--allow-empty')
  gitIn(inner, 'switch', '-q', '-')
  expect(await why(lab.worktrees.remove(row, true))).toContain(stands)
  gitIn(inner, 'push', '-q', 'origin', 'aside')
  // A worktree of the same repository keeps its commits on a branch of it.
  gitIn(tree, 'worktree', 'add', '-q', '-b', 'agents-own', join(tree, 'vendor', 'own'))
  expect(await lab.worktrees.remove(row, true)).toMatchObject({ done: true })
  expect(lab.project.git('branch', '--list', 'agents-own')).toContain('agents-own')
})
