import { spawn } from 'node:child_process'
import { appendFile, mkdir, open, readFile, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { alive, capture, sshd, until } from './process.ts'

/** One host of a lab. `port` and `pid` change when it is started anew. */
export interface Host {
  readonly name: string
  readonly address: string
  /** TMUX_TMPDIR of everything on this host. */
  readonly tmuxDir: string
  readonly home: string
  /** Its own files: configuration, key, log. */
  readonly dir: string
  port: number
  pid: number
}

/** Makes its directories and its host key; does not start it. */
export async function makeHost(lab: string, name: string, number: number): Promise<Host> {
  const dir = join(lab, name)
  // Only Linux answers on all of 127/8 without being asked to.
  const address = process.platform === 'linux' ? `127.0.1.${number}` : '127.0.0.1'
  const host = {
    name,
    address,
    dir,
    tmuxDir: join(dir, 't'),
    home: join(dir, 'home'),
    port: 0,
    pid: 0,
  }
  await mkdir(host.tmuxDir, { recursive: true })
  await mkdir(host.home)
  await capture('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, 'host_key')])
  return host
}

/** Starts its sshd and waits for the banner. Another port is tried when somebody took the free one first. */
export async function startHost(host: Host, port?: number): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    host.port = port ?? (await freePort(host.address))
    host.pid = await spawnSshd(host)
    const up = await until(`${host.name} to listen`, () => !alive(host.pid) || greets(host))
    if (up && alive(host.pid)) return
    if (attempt === 4) throw new Error(await readFile(join(host.dir, 'log'), 'utf8'))
  }
}

async function spawnSshd(host: Host): Promise<number> {
  const config = join(host.dir, 'sshd_config')
  await writeFile(config, sshdConfig(host))
  // Debian's sshd wants this directory, and only its service would make it.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 })
  const log = await open(join(host.dir, 'log'), 'a')
  const child = spawn(sshd, ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', log.fd] })
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject))
  await log.close()
  child.unref()
  if (!child.pid) throw new Error('sshd has no pid')
  // The guard reads every pid that ever was, so it must know this one before anything can fail.
  await appendFile(join(host.dir, 'sshd.pids'), `${child.pid}\n`)
  return child.pid
}

/** What people have, but for where it listens and whom it knows: no other default is touched. */
function sshdConfig(host: Host): string {
  return `ListenAddress ${host.address}
Port ${host.port}
HostKey ${join(host.dir, 'host_key')}
PidFile none
AuthorizedKeysFile ${join(host.dir, '..', 'key', 'client.pub')}
StrictModes no
UsePAM no
SetEnv TMUX_TMPDIR=${host.tmuxDir} HOME=${host.home}
`
}

/** Writes `ssh_config` and `known_hosts` of the lab; returns the first one's path. */
export async function writeConfig(lab: string, hosts: readonly Host[]): Promise<string> {
  const known = await Promise.all(hosts.map(knownHost))
  await writeFile(join(lab, 'known_hosts'), known.join(''))
  const path = join(lab, 'ssh_config')
  await writeFile(path, hosts.map(host => clientConfig(lab, host)).join('\n'))
  return path
}

async function knownHost(host: Host): Promise<string> {
  const [kind, key] = (await readFile(join(host.dir, 'host_key.pub'), 'utf8')).split(' ')
  return `[${host.address}]:${host.port} ${kind} ${key}\n`
}

function clientConfig(lab: string, host: Host): string {
  return `Host ${host.name}
  HostName ${host.address}
  Port ${host.port}
  User ${userInfo().username}
  IdentityFile ${join(lab, 'key', 'client')}
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile ${join(lab, 'known_hosts')}
`
}

async function freePort(address: string): Promise<number> {
  const server = createServer()
  await new Promise((resolve, reject) =>
    server.once('error', reject).listen(0, address, () => resolve(0)),
  )
  const found = server.address()
  await new Promise(resolve => server.close(resolve))
  if (!found || typeof found === 'string') throw new Error('no free port')
  return found.port
}

function greets(host: Host): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(host.port, host.address)
    const done = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('data', bytes => done(bytes.toString().startsWith('SSH-')))
    socket.once('error', () => done(false)).once('close', () => done(false))
    socket.setTimeout(2000, () => done(false))
  })
}
