import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FailureError } from '../../../src/state/model/failure.ts'
import { gitIn } from '../workspace/project.ts'
import { makeWorktreeLab, type WorktreeLab } from './worktree-lab.ts'

const mayMount = process.getuid?.() === 0 && process.platform === 'linux'
if (!mayMount) process.stderr.write('\n!!! not root: full disks are not tried\n')

let lab: WorktreeLab
beforeEach(async () => {
  lab = await makeWorktreeLab()
})
afterEach(() => lab?.close())

const mounted: string[] = []
afterEach(() => {
  for (const disk of mounted.splice(0)) execFileSync('umount', [disk])
})

/** A disk of that size, at a directory that may hold files: they are on it. */
function disk(at: string, size: string): (size: string) => void {
  const copy = join(lab.dir, 'copy')
  mkdirSync(at, { recursive: true })
  execFileSync('cp', ['-a', at, copy])
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=700`, 'fleetmux-test', at])
  mounted.push(at)
  execFileSync('cp', ['-a', `${copy}/.`, at])
  rmSync(copy, { recursive: true })
  return larger => void execFileSync('mount', ['-o', `remount,size=${larger}`, at])
}

const why = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    thrown => {
      if (!(thrown instanceof FailureError)) throw thrown
      const { what, why: reason = '' } = thrown.failure
      return `${what} ${reason}`
    },
  )

describe.skipIf(!mayMount && !process.env['CI'])('a full disk', () => {
  test('under the worktrees is told, and the making goes on once there is room', async () => {
    await lab.project.write('big.bin', randomBytes(300_000))
    lab.project.commit('Something big')
    lab.project.git('update-ref', 'refs/heads/main', 'mine')
    const grow = disk(join(lab.project.root, '.worktrees'), '128k')
    expect(await why(lab.make('no room'))).toMatch(/worktree could not be created|No space/i)
    const [row] = await lab.worktrees.list('local')
    expect(row).toMatchObject({ state: 'unfinished' })
    if (!row) return
    grow('8m')
    expect(await lab.worktrees.resume(row)).toMatchObject({ done: true })
    expect(await lab.again(row)).toMatchObject({ state: 'idle', dirty: 0 })
    expect(gitIn(row.spec.worktreePath, 'status', '--porcelain')).toBe('')
    await lab.worktrees.remove(row, false)
  })

  test('under the records is told, and nothing is left half', async () => {
    const row = await lab.make('no record')
    const grow = disk(lab.state(), '1m')
    const filler = join(lab.state(), 'filler')
    try {
      writeFileSync(filler, randomBytes(2_000_000))
    } catch {
      // As full as it can be.
    }
    lab.agent(() => 0)
    expect(await why(lab.iterate(row))).not.toBe('done')
    expect(await why(lab.make('another'))).not.toBe('done')
    rmSync(filler)
    grow('8m')
    expect((await lab.worktrees.list('local')).map(({ spec }) => spec.name)).toEqual(['no record'])
    lab.agent(cwd => {
      writeFileSync(join(cwd, 'again.txt'), 'again')
      return 0
    })
    expect(await lab.iterate(row)).toMatchObject({ end: 'ok', changedFiles: ['again.txt'] })
    // What is on this disk goes with it.
    execFileSync('cp', ['-a', lab.state(), join(lab.dir, 'kept')])
    execFileSync('umount', [lab.state()])
    mounted.splice(0)
    rmSync(lab.state(), { recursive: true })
    execFileSync('mv', [join(lab.dir, 'kept'), lab.state()])
  })

  test('under the objects is an answer of the commit and of the merge, and nothing is lost', async () => {
    const row = await lab.make('no objects')
    const grow = disk(join(lab.project.root, '.git', 'objects'), '1m')
    lab.agent(cwd => {
      writeFileSync(join(cwd, 'noise.bin'), randomBytes(2_000_000))
      return 0
    })
    const record = await lab.iterate(row)
    expect(record.commitSha).toBe(record.before)
    expect(record.commitError).toMatch(/No space left|unable to write/i)
    expect(await lab.again(row)).toMatchObject({ dirty: 1 })
    const main = lab.project.git('rev-parse', 'main')
    expect(await why(lab.worktrees.remove(row, true))).not.toBe('done')
    expect(await lab.again(row)).toMatchObject({ dirty: 1 })
    grow('16m')
    lab.agent(() => 0)
    expect(await lab.iterate(row)).toMatchObject({ changedFiles: ['noise.bin'] })
    grow('3m')
    expect(await why(lab.worktrees.merge(row, { way: 'merge', push: false }))).toBeTypeOf('string')
    grow('16m')
    const outcome = await why(lab.worktrees.merge(row, { way: 'squash', push: false }))
    expect(outcome).toBe('done')
    expect(lab.project.git('rev-parse', 'main')).not.toBe(main)
    execFileSync('cp', ['-a', join(lab.project.root, '.git', 'objects'), join(lab.dir, 'objects')])
    execFileSync('umount', mounted.splice(0))
    execFileSync('cp', [
      '-a',
      `${join(lab.dir, 'objects')}/.`,
      join(lab.project.root, '.git/objects'),
    ])
  })
})
