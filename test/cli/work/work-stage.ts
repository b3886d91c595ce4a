import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect } from 'vitest'
import { gitIn, makeProject, type Project } from '../../backend/workspace/project.ts'
import { installAgent } from '../../lab/agents/install-agent.ts'
import { type Lab, startLab } from '../../lab/sshd.ts'
import { type App, openApp, type Ran } from '../app.ts'

/** A machine here, hosts there, and a repository that all of them can work in. */
export interface WorkStage {
  readonly app: App
  readonly lab: Lab | null
  readonly project: Project
  /** Runs `fleetmux work ...`. */
  work(...args: readonly string[]): Promise<Ran>
  /** The same with --json, which must have ended with that code. */
  json(code: number, ...args: readonly string[]): Promise<Told>
  /** Makes a session, without a prompt, and tells what it is. */
  made(name: string, ...more: readonly string[]): Promise<Told>
  /** Commits a file in the worktree of a session, as a person would. */
  commit(session: Told, path: string, text: string): string
  /** The directory of a session on its host. */
  directory(session: Told): string
  close(): Promise<void>
}

// biome-ignore lint/suspicious/noExplicitAny: the fields of any document
export type Told = Record<string, any>

/** Where a session is made: with `on`, the flags that name it. */
export async function openWorkStage(hosts: readonly string[] = []): Promise<WorkStage> {
  const [app, lab, project] = await Promise.all([
    openApp(),
    hosts.length > 0 ? startLab({ hosts }) : null,
    makeProject(),
  ])
  await project.write('README.md', 'A project.\n')
  project.commit('First')
  project.git('switch', '-q', '-c', 'mine')
  for (const { home } of lab?.hosts ?? []) await installAgent(home)
  await installAgent(app.environment['HOME'] ?? '')
  if (lab) await app.configure({ sshConfig: lab.sshConfig, hosts: hosts.map(name => ({ name })) })
  const work = (...args: readonly string[]) => app.run(['work', ...args])
  const state = (host: string) =>
    host === 'local' || !lab ? join(app.dir, 'state') : join(lab.host(host).home, '.local', 'state')

  async function json(code: number, ...args: readonly string[]): Promise<Told> {
    const ran = await work(...args, '--json')
    if (ran.code !== code) expect([ran.code, ran.err, ran.out]).toEqual([code])
    return JSON.parse(ran.out)
  }

  return {
    ...{ app, lab, project, work, json },
    made: (name, ...more) => json(0, 'new', '--name', name, '--repo', project.root, ...more),
    commit(session, path, text) {
      const tree = session['worktreePath']
      execFileSync('sh', ['-c', 'printf %s "$2" >"$1"', 'sh', join(tree, path), text])
      gitIn(tree, 'add', '-A')
      gitIn(tree, 'commit', '-q', '-m', `Write ${path}`)
      return gitIn(tree, 'rev-parse', 'HEAD')
    },
    directory: ({ host, id }) => join(state(host), 'fleetmux', 'worktrees', id),
    async close() {
      await app.close()
      await lab?.close()
      await project.remove()
    },
  }
}
