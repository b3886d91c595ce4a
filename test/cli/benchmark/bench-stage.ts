import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { installBencher } from '../../lab/agents/install-agent.ts'
import { capture } from '../../lab/process.ts'
import { type Lab, startLab } from '../../lab/sshd.ts'
import { type App, type How, type Live, openApp, type Ran } from '../app.ts'

/** What benchmarks take: hosts with a seeded agent, and a repository with a history. */
export interface BenchStage {
  readonly app: App
  readonly lab: Lab | null
  readonly repo: string
  /** Writes a file beside the configuration; resolves with its path. */
  write(name: string, text: string): Promise<string>
  run(args: readonly string[], how?: How): Promise<Ran>
  start(args: readonly string[], how?: How): Live
  /** Runs it to its end, and reads the result. */
  result(args: readonly string[], how?: How): Promise<{ code: number; err: string; json: Result }>
  git(...args: readonly string[]): Promise<string>
  close(): Promise<void>
}

// biome-ignore lint/suspicious/noExplicitAny: tests look at what they asked for.
export type Result = any

export async function openBenchStage(hosts: readonly string[] = []): Promise<BenchStage> {
  const app = await openApp()
  const lab = hosts.length > 0 ? await startLab({ hosts }) : null
  const homes = [app.environment['HOME'] ?? '', ...(lab?.hosts ?? []).map(({ home }) => home)]
  for (const home of homes) await installBencher(home, ['amp', 'claude'])
  await app.configure({
    ...(lab && { sshConfig: lab.sshConfig }),
    hosts: hosts.map(name => ({ name, capacity: 4 })),
  })
  const repo = join(app.dir, 'repo')
  await mkdir(repo)
  const git = (...args: readonly string[]) =>
    capture('git', ['-C', repo, '-c', 'user.name=A', '-c', 'user.email=a@b.c', ...args])
  await git('init', '-q', '-b', 'main')
  await writeFile(join(repo, 'README.md'), 'First.\n')
  await git('add', '.')
  await git('commit', '-qm', 'First')
  await writeFile(join(repo, 'README.md'), 'The secret answer.\n')
  await git('commit', '-qam', 'The answer')
  await writeFile(join(repo, 'README.md'), 'Third.\n')
  await git('commit', '-qam', 'Third')
  await git('tag', 'v1')
  const run: BenchStage['run'] = (args, how) => app.run(['benchmark', ...args], how)
  return {
    ...{ app, lab, repo, git, run },
    start: (args, how) => app.start(['benchmark', ...args], how),
    async write(name, text) {
      const path = join(app.dir, name)
      await mkdir(join(path, '..'), { recursive: true })
      await writeFile(path, text)
      return path
    },
    async result(args, how) {
      const { code, out, err } = await run([...args, '--json'], how)
      if (!out.startsWith('{')) throw new Error(`${code} ${err}${out}`)
      return { code, err, json: JSON.parse(out) }
    },
    async close() {
      await app.close()
      await lab?.close()
    },
  }
}

/** The cells of a result, by `model/case`. */
export function cellsOf(result: Result): ReadonlyMap<string, Result> {
  const cells = new Map<string, Result>()
  for (const [model, { suites }] of Object.entries<Result>(result.models))
    for (const { cases } of Object.values<Result>(suites))
      for (const one of cases)
        cells.set(`${model}/${one.caseId}${one.attempt > 1 ? `#${one.attempt}` : ''}`, one)
  return cells
}
