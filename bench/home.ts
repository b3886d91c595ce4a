import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { capture } from '../test/lab/process.ts'
import { startProcessGuard } from '../test/lab/process-guard.ts'
import type { Hosts } from './hosts.ts'

/** A person's account: home, configuration, sockets, and an ssh configuration that knows the hosts. */
export interface Home {
  readonly dir: string
  readonly env: Readonly<Record<string, string>>
  readonly sshConfig: string
  /** The words that start fleetmux. */
  readonly program: readonly string[]
  /** Writes the configuration: these hosts. */
  configure(names: readonly string[]): Promise<void>
  /** Runs a command line to its end; resolves with what it prints. */
  run(argv: readonly string[], more?: Readonly<Record<string, string>>): Promise<string>
  /** Ends the masters that were left warm and removes the directory. */
  close(): Promise<void>
}

const PLACES = {
  HOME: 'home',
  XDG_CONFIG_HOME: 'config',
  XDG_RUNTIME_DIR: 'run',
  XDG_STATE_HOME: 'state',
  TMUX_TMPDIR: 'tmux',
} as const

/** `path`: of the program. `masters`: of a person who keeps masters of their own, which every ssh then goes over, fleetmux's too. */
export async function openHome(
  path: string,
  hosts: Hosts,
  { masters }: { masters: boolean },
): Promise<Home> {
  const dir = await mkdtemp(join(tmpdir(), 'fmb-'))
  const keeper = startProcessGuard(dir)
  for (const name of [...Object.values(PLACES), 'm']) await mkdir(join(dir, name), { mode: 0o700 })
  const env = environmentIn(dir)
  const sshConfig = join(dir, 'ssh_config')
  await writeFile(sshConfig, sshConfigText(dir, hosts.sshConfig, masters))
  await writeFile(join(dir, 'clush.conf'), `[Main]\nfanout: 64\nssh_options: -F ${sshConfig}\n`)
  const program = [process.execPath, path]
  const run: Home['run'] = (argv, more) =>
    capture(argv[0] ?? '', argv.slice(1), { env: { ...env, ...more } })
  const configure: Home['configure'] = async names => {
    await mkdir(join(dir, 'config', 'fleetmux'), { recursive: true })
    const config = { sshConfig, hosts: names.map(name => ({ name })) }
    await writeFile(join(dir, 'config', 'fleetmux', 'config.json'), JSON.stringify(config))
  }
  await configure([])
  return {
    dir,
    env,
    sshConfig,
    program,
    run,
    configure,
    async close() {
      await run([...program, 'hosts', 'close']).catch(() => '')
      await closeMasters(dir, sshConfig, run)
      await keeper.end()
    },
  }
}

/** Each is asked on its own socket; one that is gone already has no socket. */
async function closeMasters(dir: string, sshConfig: string, run: Home['run']): Promise<void> {
  const sockets = (await readdir(join(dir, 'm'))).filter(name => existsSync(join(dir, 'm', name)))
  const exits = sockets.map(name => run(['ssh', '-F', sshConfig, '-O', 'exit', name]))
  await Promise.allSettled(exits)
}

function environmentIn(dir: string): Record<string, string> {
  const places = Object.entries(PLACES).map(([key, name]) => [key, join(dir, name)])
  return {
    PATH: process.env['PATH'] ?? '',
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    SHELL: '/bin/sh',
    CLUSTERSHELL_CFGDIR: dir,
    ...Object.fromEntries(places),
  }
}

function sshConfigText(dir: string, hosts: string, masters: boolean): string {
  const warm = `  ControlMaster auto\n  ControlPath ${dir}/m/%n\n  ControlPersist 300\n`
  return `Host *\n${masters ? warm : ''}  LogLevel ERROR\n  BatchMode yes\nInclude ${hosts}\n`
}
