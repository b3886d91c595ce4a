import { execFile } from 'node:child_process'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Machine {
  readonly cpu: string
  readonly cores: number
  /** Megabytes. */
  readonly memory: number
  readonly kernel: string
  readonly tmux: string
  readonly ssh: string
  readonly node: string
}

/** What this is measured on. */
export async function describeMachine(): Promise<Machine> {
  // ssh prints its version as an error.
  const [tmux, ssh] = await Promise.all([run('tmux', ['-V']), run('ssh', ['-V'])])
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memory: Math.round(totalmem() / 2 ** 20),
    kernel: release(),
    tmux: tmux.stdout.trim().replace(/^tmux /, ''),
    ssh: ssh.stderr.split(',')[0]?.trim() ?? '',
    node: process.versions.node,
  }
}

/** The load average of one minute. */
export function load(): number {
  return Number((loadavg()[0] ?? 0).toFixed(1))
}
