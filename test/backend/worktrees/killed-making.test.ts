import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FailureError } from '../../../src/state/model/failure.ts'
import { gitIn } from '../workspace/project.ts'
import { makeWorktreeLab, type WorktreeLab } from './worktree-lab.ts'

let lab: WorktreeLab
beforeAll(async () => {
  lab = await makeWorktreeLab()
  await lab.project.write('.gitignore', '.env\n')
  await lab.project.write('.worktreeinclude', '.env\n')
  await lab.project.write('.gitattributes', 'slow.txt filter=kills\n')
  await lab.project.write('slow.txt', 'slow\n')
  lab.project.commit('Include')
  lab.project.git('update-ref', 'refs/heads/main', 'mine')
  await lab.project.write('.env', 'secret')
})
afterAll(() => lab?.close())

/** Kills the script that makes a session, as a host does that goes down. */
const kill = () => `kill -9 $(cat '${lab.state()}'/*/lock/pid); sleep 1`

async function goesOn(name: string): Promise<string> {
  const row = (await lab.worktrees.list('local')).find(({ spec }) => spec.name === name)
  if (!row) throw new Error('the session is not listed')
  expect(row).toMatchObject({ state: 'unfinished' })
  expect(await lab.worktrees.resume(row)).toMatchObject({ done: true })
  const now = await lab.again(row)
  expect(now).toMatchObject({ state: 'idle', dirty: 0, ahead: 0 })
  const { worktreePath, branchName, firstPort } = now.spec
  expect(gitIn(worktreePath, 'branch', '--show-current')).toBe(branchName)
  expect(readFileSync(join(worktreePath, '.env'), 'utf8')).toBe('secret')
  expect(firstPort).toBeGreaterThan(0)
  expect(lab.project.git('branch', '--list', branchName).split('\n')).toHaveLength(1)
  return worktreePath
}

test('killed at the checkout, the making goes on where it was', async () => {
  const filter = join(lab.dir, 'filter')
  writeFileSync(filter, `#!/bin/sh\n${kill()}\ncat\n`, { mode: 0o755 })
  lab.project.git('config', 'filter.kills.smudge', filter)
  await expect(lab.make('at the checkout')).rejects.toThrow(FailureError)
  lab.project.git('config', '--unset', 'filter.kills.smudge')
  await goesOn('at the checkout')
})

test('killed before anything of it was made, and in its set-up command', async () => {
  const row = await lab.make('at the start')
  const { worktreePath, branchName } = row.spec
  // As it is where only what was asked for was written down.
  lab.project.git('worktree', 'unlock', worktreePath)
  lab.project.git('worktree', 'remove', '--force', worktreePath)
  lab.project.git('branch', '-D', branchName)
  const directory = join(lab.state(), row.spec.id)
  rmSync(join(directory, 'steps'), { recursive: true, force: true })
  await goesOn('at the start')

  const flag = join(lab.dir, 'flag')
  const setup = `echo once >>set-up.txt; [ -e '${flag}' ] || { : >'${flag}'; ${kill()}; }`
  await expect(lab.make('at the set-up', { setup })).rejects.toThrow(FailureError)
  const listed = (await lab.worktrees.list('local')).find(
    each => each.spec.name === 'at the set-up',
  )
  expect(listed?.state).toBe('unfinished')
  if (!listed) return
  expect(await lab.worktrees.resume(listed)).toMatchObject({ done: true })
  expect(existsSync(join(listed.spec.worktreePath, 'set-up.txt'))).toBe(true)
})

test('a checkout that was cut off has all files again, and none counts as deleted', async () => {
  const row = await lab.make('cut off')
  const tree = row.spec.worktreePath
  rmSync(join(tree, 'README.md'))
  writeFileSync(gitIn(tree, 'rev-parse', '--path-format=absolute', '--git-path', 'index.lock'), '')
  writeFileSync(join(lab.state(), row.spec.id, 'steps'), 'ports\n')
  await goesOn('cut off')
  expect(existsSync(join(tree, 'README.md'))).toBe(true)
})
