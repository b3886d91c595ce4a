import { existsSync } from 'node:fs'
import { startDemo } from '../src/backend/demo/fleet.ts'
import { capture, sshd } from '../test/lab/process.ts'
import { startLab } from '../test/lab/sshd.ts'

/** Hosts of the bench's own, on loopback; the same machine does their work. */
export interface Hosts {
  readonly kind: string
  readonly names: readonly string[]
  /** For `ssh -F`. */
  readonly sshConfig: string
  /** tmux on that host's own server, not over ssh. */
  tmux(name: string, ...args: string[]): Promise<string>
  /** Stops all that answers there, until `thaw`; absent where it cannot be done. */
  freeze?(name: string): Promise<void>
  thaw?(name: string): Promise<void>
  close(): Promise<void>
}

/** Real sshd where it is installed, else the server that `fleetmux demo` has. Ended by pid, whatever happens. */
export function startHosts(count: number): Promise<Hosts> {
  return existsSync(sshd) ? realHosts(count) : embeddedHosts(count)
}

async function realHosts(count: number): Promise<Hosts> {
  const lab = await startLab({ hosts: count })
  return {
    kind: `${count} real sshd on loopback`,
    names: lab.hosts.map(({ name }) => name),
    sshConfig: lab.sshConfig,
    tmux: lab.tmux,
    freeze: lab.freeze,
    thaw: lab.thaw,
    close: lab.close,
  }
}

async function embeddedHosts(count: number): Promise<Hosts> {
  const demo = await startDemo({ hosts: count, agents: false, leave: true })
  const environments = new Map(demo.hosts.map(({ name, env }) => [name, env]))
  return {
    kind: `${count} embedded ssh servers on loopback (sshd is not installed: apt-get install openssh-server)`,
    names: demo.hosts.map(({ name }) => name),
    sshConfig: demo.sshConfig,
    tmux: (name, ...args) => {
      const env = { PATH: process.env['PATH'], ...environments.get(name) }
      return capture('tmux', ['-f', '/dev/null', ...args], { env })
    },
    close: demo.close,
  }
}
