import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFile,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A git repository of one test's own. */
export interface Project {
  /** Holds the project, and whatever else a test puts beside it. */
  readonly dir: string
  readonly root: string
  /** Runs git in it and gives what it prints. */
  git(...args: string[]): string
  write(path: string, text: string | Buffer): Promise<void>
  /** Adds all and commits; gives the commit. */
  commit(message: string): string
  remove(): Promise<void>
}

export async function makeProject(name = 'project'): Promise<Project> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'fmw-')))
  const root = join(dir, name)
  await mkdir(root, { recursive: true })
  const project: Project = {
    dir,
    root,
    git: (...args) => gitIn(root, ...args),
    async write(path, text) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), text)
    },
    commit(message) {
      project.git('add', '-A')
      project.git('commit', '-q', '-m', message)
      return project.git('rev-parse', 'HEAD')
    },
    remove: () => rm(dir, { recursive: true, force: true }),
  }
  project.git('init', '-q', '-b', 'main')
  await appendFile(join(root, '.git', 'config'), USER)
  return project
}

const USER = '[user]\n\tname = Anna\n\temail = anna@example.org\n'

export function gitIn(directory: string, ...args: string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', LC_ALL: 'C' }
  const options = { cwd: directory, env, encoding: 'utf8' as const }
  return execFileSync('git', args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] }).trimEnd()
}

/** All that must not change in somebody's repository: every file of .git, byte for byte, and its status. */
export async function portrait({ root }: Project): Promise<Record<string, string>> {
  const files = await fingerprints(join(root, '.git'))
  const words = ['--no-optional-locks', 'status', '--porcelain=v2', '--branch', '--ignored']
  return { ...files, status: gitIn(root, ...words) }
}

/** Path to what is there: the hash of a file, where a link leads, and who may execute it. */
export async function fingerprints(root: string): Promise<Record<string, string>> {
  const all = await readdir(root, { recursive: true })
  const entries = await Promise.all(
    all.sort().map(async path => {
      const found = await lstat(join(root, path))
      if (found.isDirectory()) return [path, 'directory']
      if (found.isSymbolicLink()) return [path, `-> ${await readlink(join(root, path))}`]
      const hash = createHash('sha256')
        .update(await readFile(join(root, path)))
        .digest('hex')
      return [path, `${found.mode & 0o111 ? 'x ' : ''}${hash}`]
    }),
  )
  return Object.fromEntries(entries)
}

/** The same without what git keeps for itself. */
export async function workTree(root: string): Promise<Record<string, string>> {
  const all = Object.entries(await fingerprints(root))
  return Object.fromEntries(all.filter(([path]) => !/^\.git(\/|$)/.test(path)))
}
