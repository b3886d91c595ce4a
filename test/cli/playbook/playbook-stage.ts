import { execFileSync } from 'node:child_process'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type Lab, startLab } from '../../lab/sshd.ts'
import { type App, openApp } from '../app.ts'

/** A machine here and a host there, with an agent on each that does what its task says. */
export interface PlaybookStage {
  readonly app: App
  readonly lab: Lab
  /** A project on the host, with a document in it; `git`: it is a repository. */
  project(name: string, documents: Readonly<Record<string, string>>, git?: boolean): Promise<string>
  read(path: string): Promise<string>
  playbook(...args: readonly string[]): ReturnType<App['run']>
  /** The same with --json, and what it printed as values. */
  told(...args: readonly string[]): Promise<{ code: number; err: string; events: readonly Told[] }>
  close(): Promise<void>
}

// biome-ignore lint/suspicious/noExplicitAny: the fields of any event
export type Told = Record<string, any>

export async function openPlaybookStage(host = 'lab1'): Promise<PlaybookStage> {
  const [app, lab] = await Promise.all([openApp(), startLab({ hosts: [host] })])
  const { home } = lab.host(host)
  for (const each of [home, app.environment['HOME'] ?? '']) await installWorker(each)
  await app.configure({ sshConfig: lab.sshConfig, hosts: [{ name: host }] })
  const playbook = (...args: readonly string[]) => app.run(['playbook', ...args])
  return {
    app,
    lab,
    playbook,
    async project(name, documents, git = true) {
      const directory = join(home, name)
      await mkdir(directory, { recursive: true })
      for (const [file, text] of Object.entries(documents)) {
        const path = join(directory, file)
        await mkdir(dirname(path), { recursive: true })
        await writeFile(path, text)
      }
      if (git) makeRepository(directory)
      return directory
    },
    read: path => readFile(path, 'utf8'),
    async told(...args) {
      const { code, out, err } = await playbook(...args, '--json')
      const events = out
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line))
      return { code, err, events }
    },
    async close() {
      await app.close()
      await lab.close()
    },
  }
}

function makeRepository(directory: string): void {
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', directory, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args])
  git('init', '-q', '-b', 'main')
  git('add', '-A')
  git('commit', '-q', '--allow-empty', '-m', 'First')
}

/** `claude` in the home's own directory of programs. */
async function installWorker(home: string): Promise<void> {
  const bin = join(home, '.local', 'bin')
  await mkdir(bin, { recursive: true })
  const program = join(bin, 'claude')
  await writeFile(program, await readFile(resolve('test/lab/agents/mock-worker.sh')))
  await chmod(program, 0o755)
}
