import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeProject, type Project, workTree } from '../../backend/workspace/project.ts'
import { moveMain } from '../../backend/worktrees/move-main.ts'

/** Somebody's repository in the middle of their own work: nothing of it is anybody else's. */
export interface PersonRepository {
  readonly project: Project
  /** All that is theirs: each file with its times, the index, HEAD, the stash and the configuration. */
  portrait(): Promise<Readonly<Record<string, string>>>
  /** Somebody pushes to main meanwhile. */
  moveBase(path: string, text: string): string
}

const OWN = [
  'index',
  'HEAD',
  'config',
  'logs/HEAD',
  'refs/stash',
  'logs/refs/stash',
  'info/exclude',
]

export async function makePersonRepository(): Promise<PersonRepository> {
  const project = await makeProject()
  const { root, git } = project
  await project.write('README.md', 'A project.\n')
  await project.write('deep/er/file.txt', 'deep\n')
  await project.write('run.sh', '#!/bin/sh\n')
  project.commit('First')
  git('switch', '-q', '-c', 'mine')
  await writeFile(join(root, 'README.md'), 'Put aside.\n')
  git('stash', 'push', '-q', '-m', 'later')
  await project.write('staged.txt', 'staged\n')
  git('add', 'staged.txt')
  await project.write('staged.txt', 'staged, and changed again\n')
  await project.write('deep/er/file.txt', 'changed\n')
  await project.write('open.txt', 'not tracked\n')
  return {
    project,
    moveBase: (path, text) => moveMain(project, path, text),
    async portrait() {
      const files = Object.entries(await workTree(root)).filter(
        ([path]) => !path.startsWith('.worktrees'),
      )
      const timed = files.map(([path, what]) => {
        const { mode, mtimeMs, ino, size } = lstatSync(join(root, path))
        const times = what === 'directory' ? '' : `${mtimeMs} ${ino} ${size}`
        return [path, `${what} ${mode} ${times}`]
      })
      const own = OWN.map(name => [`.git/${name}`, hashOf(join(root, '.git', name))])
      const commit = readFileSync(join(root, '.git/refs/heads/mine'), 'utf8')
      return Object.fromEntries([...timed, ...own, ['mine', commit]])
    },
  }
}

function hashOf(path: string): string {
  if (!existsSync(path)) return 'not there'
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}
