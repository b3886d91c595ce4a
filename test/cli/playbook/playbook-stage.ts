import { execFileSync } from 'node:child_process'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type Lab, startLab } from '../../lab/sshd.ts'
import { type App, openApp } from '../app.ts'

/** A machine here and a host there, with an agent on each that does what its task says. */
export interface PlaybookStage {
  readonly app: App
  readonly lab: Lab
  /** A repository on this machine (`there`: on the host), with documents in it. */
  project(documents: Readonly<Record<string, string>>, there?: string): Promise<string>
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
  let nth = 0
  const playbook = (...args: readonly string[]) => app.run(['playbook', ...args])
  return {
    app,
    lab,
    playbook,
    async project(documents, there) {
      const directory = join(there === undefined ? app.dir : home, there ?? `project${++nth}`)
      await mkdir(directory, { recursive: true })
      for (const [file, text] of Object.entries(documents)) {
        const path = join(directory, file)
        await mkdir(dirname(path), { recursive: true })
        await writeFile(path, text)
      }
      makeRepository(directory)
      return directory
    },
    read: path => readFile(path, 'utf8'),
    async told(...args) {
      const { code, out, err } = await playbook(args[0] ?? '', '--json', ...args.slice(1))
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

/** Another person's machine, from which the same host is reached. */
export async function openOther({ lab }: PlaybookStage): Promise<App> {
  const other = await openApp()
  await other.configure({ sshConfig: lab.sshConfig, hosts: [{ name: 'lab1' }] })
  return other
}

/** `claude` in the home's own directory of programs. */
async function installWorker(home: string): Promise<void> {
  const bin = join(home, '.local', 'bin')
  await mkdir(bin, { recursive: true })
  const program = join(bin, 'claude')
  await writeFile(program, await readFile(resolve('test/lab/agents/mock-worker.sh')))
  await chmod(program, 0o755)
}
