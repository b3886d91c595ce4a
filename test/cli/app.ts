import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdir, mkdtemp, realpath, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { compileCache } from '../lab/compile-cache.ts'
import { ended, signal, until } from '../lab/process.ts'
import { startProcessGuard } from '../lab/process-guard.ts'
import { runTmux } from '../lab/tmux.ts'
import { isFree, runInside } from './inside.ts'

/** What a user installs, in a home of its own, with a tmux server of its own. */
export interface App {
  readonly dir: string
  readonly environment: Readonly<Record<string, string>>
  /** Runs one command line to its end, without a terminal; in this process, unless others run there with another environment. */
  run(args: readonly string[], how?: How): Promise<Ran>
  /** The same, not waited for. `open`: its stdin stays open. */
  start(args: readonly string[], how?: How & { readonly open?: boolean }): Live
  /** tmux on this machine's private server. */
  tmux(...args: string[]): Promise<string>
  configure(config: unknown): Promise<string>
  close(): Promise<void>
}

export interface How {
  readonly stdin?: string | Uint8Array
  /** `start`: under a pty, where stdout and stderr are one. `run`: what it prints to says that it is a terminal. */
  readonly terminal?: boolean
  readonly env?: Readonly<Record<string, string>>
}

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface Live {
  readonly child: ChildProcessWithoutNullStreams
  out(): string
  err(): string
  readonly ended: Promise<Ran>
}

/** Takes the bundle that was built for this run, at a path of its own. */
export async function openApp(): Promise<App> {
  const dir = await mkdtemp(join(await realpath(tmpdir()), 'fmc-'))
  const guard = startProcessGuard(dir)
  await symlink(resolve('dist'), join(dir, 'dist'))
  await writeFile(join(dir, 'package.json'), '{"type":"module"}')
  const environment = await makeHome(dir)
  const start: App['start'] = (args, how = {}) =>
    launch(dir, { ...environment, ...how.env }, args, how)
  const run: App['run'] = (args, how) => {
    const env = { ...environment, ...how?.env }
    return isFree(env) ? runInside(args, env, how) : start(args, how).ended
  }
  const tmux = (...args: string[]) => runTmux(args, environment)
  return {
    dir,
    environment,
    start,
    run,
    tmux,
    async configure(config) {
      const path = join(dir, 'config', 'fleetmux', 'config.json')
      await mkdir(join(dir, 'config', 'fleetmux'), { recursive: true })
      await writeFile(path, typeof config === 'string' ? config : JSON.stringify(config))
      return path
    },
    async close() {
      await run(['hosts', 'close'])
      const pid = await tmux('display-message', '-p', '#{pid}').catch(() => '')
      if (pid) {
        await tmux('kill-server')
        await endedOrKilled(Number(pid))
      }
      await guard.end()
    },
  }
}

/** tmux 3.3a may sleep through the end of its last pane's program: then the server never ends by itself. */
async function endedOrKilled(server: number): Promise<void> {
  const isEnded = await ended([server], 10_000).then(
    () => true,
    () => false,
  )
  if (isEnded) return
  signal([server], 'SIGKILL')
  await ended([server])
}

async function makeHome(dir: string): Promise<Record<string, string>> {
  const made = {
    HOME: 'home',
    XDG_CONFIG_HOME: 'config',
    XDG_RUNTIME_DIR: 'run',
    XDG_STATE_HOME: 'state',
    TMUX_TMPDIR: 'tmux',
  }
  for (const name of Object.values(made)) await mkdir(join(dir, name), { mode: 0o700 })
  const places = Object.entries(made).map(([key, name]) => [key, join(dir, name)])
  const PATH = process.env.PATH ?? ''
  return {
    PATH,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    SHELL: '/bin/sh',
    NODE_COMPILE_CACHE: compileCache,
    ...Object.fromEntries(places),
  }
}

function launch(
  dir: string,
  env: Record<string, string>,
  args: readonly string[],
  how: How & { open?: boolean },
): Live {
  const argv = [process.execPath, join(dir, 'dist', 'main.js'), ...args]
  const [file = '', ...rest] = how.terminal ? underPty(argv) : argv
  const child = spawn(file, rest, { env, cwd: dir })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', text => (out += text))
  child.stderr.setEncoding('utf8').on('data', text => (err += text))
  // It may end before it has read what it is given.
  child.stdin.on('error', () => {})
  if (!how.terminal && !how.open) child.stdin.end(how.stdin ?? '')
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code: code ?? (signal ? 999 : -1), out, err }))
  })
  return { child, out: () => out, err: () => err, ended }
}

function underPty(argv: readonly string[]): string[] {
  const line = argv.map(word => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
  return ['script', '-qefc', `stty rows 24 cols 80; exec ${line}`, '/dev/null']
}

/** What `ls` says of a host that is in trouble: a busy machine takes longer to get as far as that. */
export function toldOf(
  app: Pick<App, 'run'>,
  host: string,
  trouble: string,
  more: readonly string[] = [],
): Promise<Ran> {
  let seconds = 2
  return until(trouble, async () => {
    seconds *= 2
    const listed = await app.run(['ls', '--host', host, '--timeout', `${seconds}`, ...more])
    return listed.err.includes(trouble) ? listed : null
  })
}

/** Waits until a pane shows this. */
export function shows(app: Pick<App, 'tmux'>, target: string, text: string): Promise<unknown> {
  return until(`${text} in ${target}`, async () =>
    (await app.tmux('capture-pane', '-p', '-t', target)).includes(text),
  )
}
