import { chmod, copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { makeProject, type Project } from '../backend/workspace/project.ts'
import { type AzlinLab, type AzlinMode, makeAzlin } from '../lab/azlin.ts'
import { capture, processes, signal } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { type App, type How, type Live, openApp, type Ran } from './app.ts'

/** All that starting sessions from prompts takes: hosts, machines for money, a repository, and an agent there. */
export interface Stage {
  readonly app: App
  readonly lab: Lab
  readonly azlin: AzlinLab
  readonly project: Project
  /** Runs fleetmux with the agent's key and azlin on its PATH. */
  run(args: readonly string[], how?: How): Promise<Ran>
  start(args: readonly string[], how?: How): Live
  /** The environment of another machine: the same configuration, and nothing remembered. */
  elsewhere(name: string): Promise<Record<string, string>>
  /** What agents wait for: see AGENT. */
  allow(host: string, name: string): Promise<void>
  readonly pathWithoutAzlin: string
  /** SIGKILLs what azlin's tunnels forward with; azlin ends then, as it does. */
  breakTunnels(): Promise<void>
  /** What lies where a host keeps its workspaces. */
  workspaces(host: string): Promise<readonly string[]>
  /** What fleetmux left in its own temporary directory. */
  scraps(): Promise<readonly string[]>
  state(): Promise<StateFile>
  statePath(): string
  close(): Promise<void>
}

export interface StateFile {
  sessions: Record<
    string,
    { vm_name: string; status: string; exit_code: number | null; prompt: string; workspace: string }
  >
  vm_pool: Record<string, { active_sessions: string[]; capacity: number }>
}

/** The agent's key, as a person would have it in the environment. */
export const KEY = 'k3y-that-nobody-may-see'

/**
 * Does what the first line of its prompt says, word by word: `commit`, `ask`, `wait=NAME` until there is such
 * a file in its home, `mute` (lets go of its terminal, and goes on), `exit=N`, `signal=NAME`. It remembers its prompt and whether it had its key.
 * It rests after what tests read: tmux 3.3 may lose what a program prints right before its end.
 */
const AGENT = `#!/bin/sh
[ "$1" = --version ] && { echo 'fake-agent 1.0'; exit; }
printf '%s' "$1" >.git/heard
printf '%s' "$FAKE_KEY $NODE_OPTIONS" >.git/key
set -f
for word in $(printf '%s\\n' "$1" | head -n 1); do
  case $word in
    commit) echo new >new.txt; git add new.txt; git commit -qm 'What the agent did'; echo committed ;;
    leave) echo left >left.txt ;;
    ask) printf 'Shall I go on? [y/n] '; read -r answer; echo "You said $answer."; sleep 0.5 ;;
    wait=*) echo "waiting for \${word#*=}"; until [ -e "$HOME/\${word#*=}" ]; do sleep 0.1; done ;;
    mute) trap '' HUP; exec </dev/null >/dev/null 2>&1 ;;
    lines=*) seq -f 'line %g' 1 "\${word#*=}"; sleep 0.5 ;;
    exit=*) exit "\${word#*=}" ;;
    signal=*) kill -s "\${word#*=}" $$ ;;
  esac
done
echo 'fake agent done'
sleep 0.5
`

export interface StageOptions {
  readonly hosts?: readonly string[]
  /** Of config.json, beside the agent. */
  readonly configured?: readonly object[]
  readonly azlin?: AzlinMode
}

export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const { hosts = ['lab1', 'lab2'], azlin: mode = {} } = options
  const [app, lab, project] = await Promise.all([openApp(), startLab({ hosts }), makeProject()])
  const azlin = await makeAzlin(lab, mode)
  await project.write('README.md', 'A project.\n')
  project.commit('First')
  for (const { home } of lab.hosts) await installAgent(home)
  const path = await readyToolsFor(app, azlin)
  const temporary = join(app.dir, 'tmp')
  await mkdir(temporary)
  await app.configure({
    sshConfig: azlin.sshConfig,
    hosts: options.configured ?? hosts.map(name => ({ name, capacity: 2 })),
    agents: { fake: { command: ['fake-agent', '{prompt}'], key: 'FAKE_KEY' } },
  })
  const environment = { PATH: path, FAKE_KEY: KEY, TMPDIR: temporary, USER: 'anna' }
  const within = (how: How = {}) => ({ ...how, env: { ...environment, ...how.env } })
  const statePath = () => join(app.dir, 'state', 'fleetmux', 'remote-state.json')
  const others: Record<string, string>[] = []
  return {
    app,
    lab,
    azlin,
    project,
    run: (args, how) => app.run(args, within(how)),
    start: (args, how) => app.start(args, within(how)),
    async elsewhere(name) {
      const made = await makeElsewhere(app, name)
      others.push(made)
      return made
    },
    allow: (host, name) => writeFile(join(lab.host(host).home, name), ''),
    pathWithoutAzlin: path.replace(`${delimiter}${azlin.dir}`, ''),
    async breakTunnels() {
      const all = await processes()
      const forwards = all.filter(({ command }) => command.includes(`${azlin.dir} __forward`))
      signal(
        forwards.map(each => each.pid),
        'SIGKILL',
      )
    },
    workspaces: async host =>
      (await readdir(workspacesOf(lab.host(host).home)).catch(() => [])).sort(),
    scraps: async () => (await capture('ls', ['-A', temporary])).split('\n').filter(Boolean),
    state: async () => JSON.parse(await readFile(statePath(), 'utf8')),
    statePath,
    async close() {
      for (const env of others) await app.run(['hosts', 'close'], { env })
      await app.close()
      await lab.close()
      await azlin.close()
      await project.remove()
    },
  }
}

/** Where a login shell finds it, and nobody else. */
async function installAgent(home: string): Promise<void> {
  const bin = join(home, 'bin')
  await mkdir(bin)
  await writeFile(join(bin, 'fake-agent'), AGENT)
  await chmod(join(bin, 'fake-agent'), 0o755)
  await writeFile(join(home, '.profile'), 'PATH=$HOME/bin:$PATH\n')
}

/** Azure's machines have an `azureuser`, whom the lab's sshd does not know: its ssh goes in as ourselves. */
async function readyToolsFor(app: App, azlin: AzlinLab): Promise<string> {
  const bin = join(app.dir, 'bin')
  await mkdir(bin)
  const ssh = (await capture('sh', ['-c', 'command -v ssh'])).trim()
  const script = `#!/bin/sh
n=$#
while [ $n -gt 0 ]; do
  word=$1; shift; n=$((n - 1))
  [ "$word" = azureuser ] && word=$(id -un)
  set -- "$@" "$word"
done
exec ${ssh} "$@"
`
  await writeFile(join(bin, 'ssh'), script)
  await chmod(join(bin, 'ssh'), 0o755)
  return `${bin}${delimiter}${azlin.env.PATH}`
}

async function makeElsewhere(app: App, name: string): Promise<Record<string, string>> {
  const made = {
    HOME: `${name}/home`,
    XDG_CONFIG_HOME: `${name}/config`,
    XDG_RUNTIME_DIR: `${name}/r`,
    XDG_STATE_HOME: `${name}/state`,
    TMUX_TMPDIR: `${name}/tmux`,
  }
  const places = Object.entries(made).map(([key, each]) => [key, join(app.dir, each)] as const)
  for (const [, place] of places) await mkdir(place, { recursive: true, mode: 0o700 })
  const config = join('config', 'fleetmux', 'config.json')
  await mkdir(join(app.dir, name, 'config', 'fleetmux'))
  await copyFile(join(app.dir, config), join(app.dir, name, config))
  return Object.fromEntries(places)
}

/** Where they are in a home, as long as nobody has made a /workspace. */
export function workspacesOf(home: string): string {
  return join(home, '.local', 'share', 'fleetmux', 'workspaces')
}

/** Ids in what `start` printed. */
export function idsIn(out: string): string[] {
  return out.match(/sess-\d{8}-\d{6}-[a-f0-9]{4}/g) ?? []
}
