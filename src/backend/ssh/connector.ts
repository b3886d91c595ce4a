import { readFileSync } from 'node:fs'
import { open, readFile, rm } from 'node:fs/promises'
import type { Address } from '../../state/hosts/address.ts'
import { FailureError, type FailureText } from '../../state/model/failure.ts'
import { delay, withDeadline } from '../clock.ts'
import { explainSshError, isCrowded, notLetIn } from './hint.ts'
import { badKeys } from './key-file.ts'
import { newSocketPath } from './master-socket.ts'
import type { SshClient } from './ssh-client.ts'
import { connectOptions, optionFlags, plainCommand, type SshSettings } from './ssh-settings.ts'

export interface Connector {
  /** Opens one ssh connection in the background, with these ControlMaster options. Rejects with a FailureError. */
  connect(config: SshSettings, control: readonly string[]): Promise<void>
  /** Why the connection is not open yet, and what the server sent to ssh so far. */
  waiting(): FailureText
}

export interface ConnectorOptions {
  readonly host: string
  readonly address: Address
  readonly configFile?: string
  readonly ssh: SshClient
  readonly runtimeDir: string
  /** Timeout for one connection, all attempts included, in milliseconds. */
  readonly deadline: number
  readonly signal: AbortSignal
}

export function createConnector(settings: ConnectorOptions): Connector {
  const { ssh, deadline } = settings
  /** The file to which the running ssh writes its stderr. Null: no ssh runs. */
  let heard: string | null = null
  const waiting = () => notLetIn(settings, heard === null ? '' : readSoFar(heard))
  const late = () => new FailureError(waiting())

  /** Runs ssh once. Resolves with null when the connection is open, else with the stderr of ssh. */
  async function attempt(args: readonly string[], signal: AbortSignal): Promise<string | null> {
    // Use a file, not a pipe: the ssh process of a jump host keeps its stderr open as long as the master runs.
    const path = `${newSocketPath(`${settings.runtimeDir}/dial`)}.log`
    const log = await open(path, 'wx', 0o600)
    heard = path
    try {
      const child = ssh.start(args, [], { stderr: log.fd, detached: true })
      signal.addEventListener('abort', () => void child.kill(), { once: true })
      const { code, error } = await child.exited
      return code === 0 ? null : (error ?? (await readFile(path, 'utf8')))
    } finally {
      heard = null
      await log.close()
      await rm(path, { force: true })
    }
  }

  /**
   * Opens a connection. Retries with growing waits, because an sshd at its MaxStartups limit drops connections at
   * random.
   */
  const connect: Connector['connect'] = (config, control) =>
    withDeadline({ deadline, signal: settings.signal, late }, async signal => {
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

  return { connect, waiting }
}

function readSoFar(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (thrown) {
    // ssh has just ended, so its log file was removed.
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw thrown
  }
}

function quietly(config: SshSettings): string[] {
  return optionFlags({
    BatchMode: 'yes',
    // ssh reports the reason for an early disconnect at level INFO.
    LogLevel: 'INFO',
    ClearAllForwardings: 'yes',
    ...plainCommand(config),
  })
}
