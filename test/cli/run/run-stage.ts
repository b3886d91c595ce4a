import { join } from 'node:path'
import { makeProject, type Project } from '../../backend/workspace/project.ts'
import { installAgent } from '../../lab/agents/install-agent.ts'
import { type Lab, startLab } from '../../lab/sshd.ts'
import { type App, openApp } from '../app.ts'

/** A machine here and hosts there, with an agent on each that needs no service. */
export interface RunStage {
  readonly app: App
  readonly lab: Lab
  readonly project: Project
  /** Runs one command line to its end. */
  run: App['run']
  /** What `run --json` printed: its events, and the result behind them. */
  events(out: string): {
    readonly events: readonly Told[]
    readonly result: Told
  }
  /** The directory of a run on a host; `local` is this machine. */
  directory(host: string, id: string): string
  close(): Promise<void>
}

// biome-ignore lint/suspicious/noExplicitAny: the fields of any event
export type Told = Record<string, any>

export async function openRunStage(hosts: readonly string[] = ['lab1']): Promise<RunStage> {
  const [app, lab, project] = await Promise.all([openApp(), startLab({ hosts }), makeProject()])
  await project.write('README.md', 'A project.\n')
  project.commit('First')
  for (const { home } of lab.hosts) await installAgent(home)
  await installAgent(app.environment['HOME'] ?? '')
  await app.configure({ sshConfig: lab.sshConfig, hosts: hosts.map(name => ({ name })) })
  const state = (host: string) =>
    host === 'local' ? join(app.dir, 'state') : join(lab.host(host).home, '.local', 'state')
  return {
    app,
    lab,
    project,
    run: app.run,
    events(out) {
      const lines = out.trim().split('\n')
      const values: Told[] = lines.map(line => JSON.parse(line))
      const result = values.at(-1) ?? {}
      return { events: values.slice(0, -1), result }
    },
    directory: (host, id) => join(state(host), 'fleetmux', 'runs', id),
    async close() {
      await app.close()
      await lab.close()
      await project.remove()
    },
  }
}
