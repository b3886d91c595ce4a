import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FailureError } from '../../../src/state/model/failure.ts'
import type { WorktreeRow } from '../../../src/state/worktrees/worktree.ts'
import { gitIn } from '../workspace/project.ts'
import { makeWorktreeLab, ORDER, type WorktreeLab } from './worktree-lab.ts'

let lab: WorktreeLab
beforeAll(async () => {
  lab = await makeWorktreeLab()
})
afterAll(() => lab?.close())

const directoryOf = (row: WorktreeRow) => join(lab.state(), row.spec.id)

/** What is left where the process of an operation is killed with no time to say anything. */
function killedIn(row: WorktreeRow, what: string, ...given: readonly string[]): void {
  const lock = join(directoryOf(row), 'lock')
  mkdirSync(lock)
  const values = {
    pid: '1',
    born: 'long ago',
    host: hostname(),
    since: '2026-01-01T00:00:00Z',
    what,
  }
  for (const [name, value] of Object.entries({ ...values, who: 'me@there' }))
    writeFileSync(join(lock, name), `${value}\n`)
  for (const [at, value] of given.entries()) writeFileSync(join(lock, `argument${at + 1}`), value)
}

test('a merge whose process is killed while it pushes goes on, and is not done twice', async () => {
  const remote = join(lab.dir, 'remote.git')
  lab.project.git('init', '-q', '--bare', remote)
  lab.project.git('remote', 'add', 'origin', remote)
  const row = await lab.make('pushed')
  lab.commit(row, 'a.txt', 'a')
  const hook = join(lab.project.root, '.git', 'hooks', 'pre-push')
  mkdirSync(join(hook, '..'), { recursive: true })
  writeFileSync(hook, `#!/bin/sh\nkill -9 $(cat '${directoryOf(row)}/lock/pid')\nsleep 1\nexit 1\n`)
  chmodSync(hook, 0o755)
  const message = 'Two lines\n\nof a message'
  const killed = lab.worktrees.merge(row, { way: 'merge', push: true, message })
  await expect(killed).rejects.toThrow(FailureError)
  rmSync(hook)
  const interrupted = await lab.again(row)
  expect(interrupted).toMatchObject({ state: 'interrupted', detail: 'a merge was interrupted' })
  const main = lab.project.git('rev-parse', 'main')
  const outcome = await lab.worktrees.resume(interrupted)
  expect(outcome).toMatchObject({ done: true, after: main })
  expect(outcome.notes.join(' ')).toContain('Pushed to origin')
  expect(gitIn(remote, 'rev-parse', 'main')).toBe(main)
  expect(gitIn(remote, 'log', '-1', '--format=%B', 'main').trim()).toBe(message)
  expect((await lab.again(row)).state).toBe('merged')
})

test('a squash, a rebase and a removal that were killed before they began are done by continue', async () => {
  const row = await lab.make('killed')
  lab.commit(row, 'k1.txt', '1')
  lab.commit(row, 'k2.txt', '2')
  const tree = row.spec.worktreePath
  killedIn(row, 'a squash', 'One commit')
  expect(await lab.worktrees.resume(await lab.again(row))).toMatchObject({ done: true })
  expect(gitIn(tree, 'log', '--format=%s', 'main..HEAD')).toBe('One commit')
  expect(await lab.worktrees.squash(row)).toMatchObject({
    notes: ['The branch is already a single commit.'],
  })

  const moved = lab.move('moved.txt', 'moved')
  killedIn(row, 'a rebase', '')
  expect(await lab.worktrees.resume(await lab.again(row))).toMatchObject({ done: true })
  expect(gitIn(tree, 'rev-parse', 'HEAD^')).toBe(moved)

  killedIn(row, 'the removal', 'force')
  rmSync(tree, { recursive: true })
  const half = await lab.again(row)
  expect(half).toMatchObject({ state: 'interrupted', detail: 'the removal was interrupted' })
  expect(await lab.worktrees.resume(half)).toMatchObject({ done: true })
  expect(await lab.worktrees.list('local')).not.toContainEqual(
    expect.objectContaining({ state: 'broken' }),
  )
  expect(existsSync(directoryOf(row))).toBe(false)
})

test('the number of a process that is gone, used by another, holds no lock', async () => {
  const row = await lab.make('reused')
  killedIn(row, 'a squash')
  writeFileSync(join(directoryOf(row), 'lock', 'pid'), `${process.pid}\n`)
  expect((await lab.again(row)).state).toBe('interrupted')
  mkdirSync(join(directoryOf(row), 'takeover'))
  await expect(lab.worktrees.rebase(row)).rejects.toThrow('Another operation is running')
})

test('an agent that works although the answer to its start was lost is no iteration that failed', async () => {
  const row = await lab.make('lost answer')
  lab.agent(cwd => {
    writeFileSync(join(cwd, 'worked.txt'), 'worked')
    return 0
  })
  lab.settings.losesAnswer = true
  const said: string[] = []
  const begun = await lab.worktrees.iterate(row, { ...ORDER, prompt: 'go' }, text =>
    said.push(text),
  )
  lab.settings.losesAnswer = false
  expect(said.join(' ')).toContain('the agent has started working')
  expect(await lab.worktrees.wait(begun)).toMatchObject({ end: 'ok', changedFiles: ['worked.txt'] })
})

test('an agent whose start failed cannot begin late, and leaves nothing in the list of runs', async () => {
  const row = await lab.make('never')
  lab.agent(() => {
    throw new FailureError({ kind: 'lost', host: 'local', what: 'The link is gone.' })
  })
  await expect(lab.iterate(row)).rejects.toThrow('The link is gone.')
  await expect
    .poll(async () => (await lab.again(row)).last?.end, { timeout: 20_000 })
    .toBe('not_started')
  expect(readdirSync(join(lab.dir, 'state', 'fleetmux', 'runs')).length).toBeLessThan(3)
})
