import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { END_LAB } from './end-lab.ts'
import { type Host, makeHost, startHost, writeConfig } from './host.ts'
import { alive, capture, ended, needSshd, signal, tree, until } from './process.ts'
import { type ProcessGuard, startProcessGuard } from './process-guard.ts'
import { runTmux } from './tmux.ts'

export type { Host } from './host.ts'

/** Real sshd on loopback, each with a tmux server of its own. */
export interface Lab {
  readonly dir: string
  /** For `ssh -F`: knows every host of the lab by name, and its key. */
  readonly sshConfig: string
  readonly hosts: readonly Host[]
  host(name: string): Host
  /** Runs tmux on that host's private server, not over ssh. Rejects with its stderr when it fails. */
  tmux(name: string, ...args: string[]): Promise<string>
  /** SIGKILLs the host's sshd and its connections; its tmux server lives on. */
  kill(name: string): Promise<void>
  /** Starts a killed sshd again, at the same address and with the same key. */
  start(name: string): Promise<void>
  /** SIGSTOPs the sshd and its connections: a host that answers nothing. */
  freeze(name: string): Promise<void>
  thaw(name: string): Promise<void>
  /** Kills the host while this runs, and starts it again, also where this fails: other tests and tries need it. */
  whileKilled<T>(name: string, run: () => Promise<T>): Promise<T>
  /** The same with a frozen host. */
  whileFrozen<T>(name: string, run: () => Promise<T>): Promise<T>
  /** Ends all by pid and removes the directory. May be called twice. */
  close(): Promise<void>
}

export interface LabOptions {
  /** How many (lab1, lab2 ...) or which names; default 3. */
  readonly hosts?: number | readonly string[]
  /** Where to put its directory; default the system's temporary one. Keep it short: sockets live there. */
  readonly dir?: string
}

/** Starts a lab. Throws, with the way to get it, where this machine has no sshd. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  await needSshd()
  const dir = await mkdtemp(join(await realpath(options.dir ?? tmpdir()), 'fml-'))
  const guard = startProcessGuard(dir, END_LAB)
  try {
    const hosts = await startHosts(dir, names(options.hosts ?? 3))
    const sshConfig = await writeConfig(dir, hosts)
    return makeLab(dir, sshConfig, hosts, guard)
  } catch (thrown) {
    await guard.end()
    throw thrown
  }
}

function names(hosts: number | readonly string[]): readonly string[] {
  return typeof hosts === 'number' ? Array.from({ length: hosts }, (_, i) => `lab${i + 1}`) : hosts
}

async function startHosts(dir: string, all: readonly string[]): Promise<Host[]> {
  await mkdir(join(dir, 'key'))
  await capture('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, 'key', 'client')])
  const hosts = await Promise.all(all.map((name, i) => makeHost(dir, name, i + 1)))
  await Promise.all(hosts.map(host => startHost(host)))
  return hosts
}

function makeLab(dir: string, sshConfig: string, hosts: readonly Host[], guard: ProcessGuard): Lab {
  const find = (name: string) => {
    const host = hosts.find(each => each.name === name)
    if (!host) throw new Error(`the lab has no host ${name}`)
    return host
  }
  const start = async (name: string) => startHost(find(name), find(name).port)
  const thaw = async (name: string) => signal(await sshdsOf(find(name)), 'SIGCONT')
  return {
    dir,
    sshConfig,
    hosts,
    host: find,
    tmux: (name, ...args) => tmuxOn(find(name), args),
    kill: async name => killSshd(find(name)),
    start,
    freeze: name => freeze(find(name)),
    thaw,
    whileKilled: async (name, run) => {
      await killSshd(find(name))
      return run().finally(() => start(name))
    },
    whileFrozen: async (name, run) => {
      await freeze(find(name))
      return run().finally(() => thaw(name))
    },
    close: async () => {
      await guard.end()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function tmuxOn(host: Host, args: readonly string[]): Promise<string> {
  const { TMUX: _tmux, TMUX_PANE: _pane, ...rest } = process.env
  const env = { ...rest, HOME: host.home, TMUX_TMPDIR: host.tmuxDir }
  return runTmux(args, env)
}

/** The listener and every connection of it, but nothing that people run inside. */
async function sshdsOf(host: Host): Promise<number[]> {
  const all = await tree(host.pid)
  return all.filter(each => each.command.includes('sshd')).map(each => each.pid)
}

/** Until all are stopped: one that was about to fork has a child that the first list did not know. */
async function freeze(host: Host): Promise<void> {
  await until(`${host.name} to be frozen`, async () => {
    signal(await sshdsOf(host), 'SIGSTOP')
    const sshds = (await tree(host.pid)).filter(each => each.command.includes('sshd'))
    return sshds.every(each => each.state.startsWith('T'))
  })
}

async function killSshd(host: Host): Promise<void> {
  const pids = await sshdsOf(host)
  signal(pids, 'SIGKILL')
  await ended(pids.filter(alive))
}
