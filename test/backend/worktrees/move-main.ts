import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gitIn, type Project } from '../workspace/project.ts'

/** Moves main by a commit that nobody has checked out; resolves with it. */
export function moveMain(project: Project, path: string, text: string): string {
  const at = join(project.dir, 'mover')
  project.git('worktree', 'add', '-q', '--detach', at, 'main')
  writeFileSync(join(at, path), text)
  gitIn(at, 'add', '-A')
  gitIn(at, 'commit', '-q', '-m', `Move ${path}`)
  const commit = gitIn(at, 'rev-parse', 'HEAD')
  project.git('worktree', 'remove', '--force', at)
  project.git('update-ref', 'refs/heads/main', commit)
  return commit
}
