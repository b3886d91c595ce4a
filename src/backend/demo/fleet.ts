import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { DEMO_USER, hostEnv, newPlace, writePrivate } from './host-home.ts'
import { type Key, newKey } from './host-key.ts'
import { onExit } from './on-exit.ts'
import { startSessions } from './play.ts'
import { type DemoServer, startServer } from './server.ts'
import { DEMO_SESSIONS, hostName } from './sessions.ts'
import { knownHostsText, sshConfigText } from './ssh-config.ts'
import { startGuard, sweep, sweepSync } from './sweep.ts'

const CONFIG = 'ssh_config'
const HOSTS = 3

export interface DemoOptions {
  /** Number of hosts; default 3. */
  readonly hosts?: number
  /** Parent of the demo's private directory. Default: the runtime or the temporary directory. */
  readonly dir?: string
  /** Starts the simulated agents; default true. Without them no tmux server runs on a host. */
  readonly agents?: boolean
  /** See `startServer`: if true, a command whose channel closed gets no signal, as with sshd. */
  readonly leave?: boolean
}

export interface DemoHost {
  readonly name: string
  readonly address: string
  readonly port: number
  /**
   * Environment of every command on this host. A local `tmux` command with this environment connects to the host's tmux
   * server.
   */
  readonly env: Readonly<Record<string, string>>
  readonly server: DemoServer
}

export interface Demo {
  readonly hosts: readonly DemoHost[]
  /** Path of an ssh_config: `ssh -F sshConfig demo-oslo`. */
  readonly sshConfig: string
  /** The private directory; removed by `close`. */
  readonly dir: string
  /** Ends all processes of the demo and removes its directory. May be called twice. */
  close(): Promise<void>
  /** As `close`, but blocking, for exit handlers. Called automatically when this process exits. */
  closeSync(): void
}

/**
 * Starts demo hosts (ssh servers in this process) on 127.0.0.1. If a part fails to start, cleans up everything and
 * rejects.
 */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const dir = await newPlace(options.dir)
  const hosts: DemoHost[] = []
  const closing = closers(dir, hosts)
  try {
    await open(dir, hosts, options)
  } catch (error) {
    await closing.close()
    throw error
  }
  return { hosts, sshConfig: join(dir, CONFIG), dir, ...closing }
}

async function open(dir: string, hosts: DemoHost[], options: DemoOptions): Promise<void> {
  const client = newKey('fleetmux demo')
  for (let n = 0; n < (options.hosts ?? HOSTS); n += 1) {
    hosts.push(await startHost(hostName(n), dir, client, options))
  }
  await writeClientFiles(dir, hosts, client)
  if (options.agents === false) return
  await Promise.all(
    hosts.map(({ name }, n) =>
      startSessions(name, join(dir, name), DEMO_SESSIONS[n % DEMO_SESSIONS.length] ?? []),
    ),
  )
}

async function startHost(name: string, place: string, client: Key, { leave }: DemoOptions) {
  const dir = join(place, name)
  const server = await startServer({ name, dir, authorized: client.wire, leave })
  await writePrivate(join(dir, 'host_key'), server.hostKey.secret)
  return { name, address: '127.0.0.1', port: server.port, env: hostEnv(name, dir), server }
}

async function writeClientFiles(dir: string, hosts: readonly DemoHost[], client: Key) {
  const known = hosts.map(({ name, port, server }) => ({
    name,
    port,
    keyLine: server.hostKey.line,
  }))
  const files = {
    identity: join(dir, 'key'),
    knownHosts: join(dir, 'known_hosts'),
    user: DEMO_USER,
  }
  await writePrivate(files.identity, client.secret)
  await writePrivate(files.knownHosts, knownHostsText(known))
  await writePrivate(join(dir, CONFIG), sshConfigText(known, files))
}

function closers(dir: string, hosts: readonly DemoHost[]): Pick<Demo, 'close' | 'closeSync'> {
  const watch = startGuard(dir)
  const closeSync = () => {
    sweepSync(dir)
    watch.kill('SIGKILL')
  }
  const forget = onExit(closeSync)
  const close = async () => {
    await Promise.all(hosts.map(host => host.server.close()))
    await sweep(dir)
    forget()
    await endGuard(watch)
  }
  let closed: Promise<void> | undefined
  return {
    closeSync,
    close: () => {
      closed ??= close()
      return closed
    },
  }
}

async function endGuard(watch: ChildProcess): Promise<void> {
  if (watch.exitCode !== null || watch.signalCode !== null) return
  watch.ref()
  watch.kill('SIGKILL')
  await once(watch, 'exit')
}
