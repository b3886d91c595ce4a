import { open, readFile, rm } from 'node:fs/promises'
import type { Address } from '../../state/hosts/address.ts'
import { FailureError } from '../../state/model/failure.ts'
import { delay, limited } from '../clock.ts'
import { explainSshError, isCrowded } from '../ssh/hint.ts'
import { badKeys } from '../ssh/key-file.ts'
import { newSocketPath } from '../ssh/master-socket.ts'
import type { SshClient } from '../ssh/ssh-client.ts'
import { connectOptions, options, plainCommand, type SshConfig } from '../ssh/ssh-config.ts'
import { tryIt } from '../ssh/ssh-error.ts'

/** Opens one connection, in the background, with these control options. Rejects with a FailureError. */
export type Connect = (config: SshConfig, control: readonly string[]) => Promise<void>

export interface ConnectorOptions {
  readonly host: string
  readonly address: Address
  readonly configFile?: string
  readonly ssh: SshClient
  readonly runtimeDir: string
  /** Milliseconds for one connection, with all attempts. */
  readonly deadline: number
  readonly signal: AbortSignal
}

export function createConnector(settings: ConnectorOptions): Connect {
  const { ssh, host, deadline } = settings
  const late = () => {
    const why = `no answer within ${deadline / 1000} s`
    return new FailureError({
      kind: 'late',
      host,
      what: 'The host did not let us in in time.',
      why,
      now: tryIt(settings),
    })
  }

  /** Null when it is up, else what ssh said. */
  async function attempt(args: readonly string[], signal: AbortSignal): Promise<string | null> {
    // A file, not a pipe: the ssh of a jump host keeps it for as long as the master lives.
    const path = `${newSocketPath(`${settings.runtimeDir}/dial`)}.log`
    const log = await open(path, 'wx', 0o600)
    try {
      const child = ssh.start(args, [], { stderr: log.fd, detached: true })
      signal.addEventListener('abort', () => void child.kill(), { once: true })
      const { code, error } = await child.exited
      return code === 0 ? null : (error ?? (await readFile(path, 'utf8')))
    } finally {
      await log.close()
      await rm(path, { force: true })
    }
  }

  /** A crowded sshd (MaxStartups) drops connections by chance: try again, further and further apart. */
  return (config, control) =>
    limited({ deadline, signal: settings.signal, late }, async signal => {
      const args = ['-fN', ...quietly(config), ...connectOptions(config, deadline), ...control]
      for (let tries = 1; ; tries++) {
        const stderr = await attempt(args, signal)
        if (stderr === null) return
        if (tries === 4 || !isCrowded(stderr)) {
          throw new FailureError(
            explainSshError({ ...settings, config, stderr, ...(await badKeys(config)) }),
          )
        }
        await delay(tries * 200 * (1 + Math.random()))
      }
    })
}

function quietly(config: SshConfig): string[] {
  return options({
    BatchMode: 'yes',
    // What ends a connection before it is up is told as no more than information.
    LogLevel: 'INFO',
    ClearAllForwardings: 'yes',
    ...plainCommand(config),
  })
}
