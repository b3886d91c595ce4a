import type { Address } from '../../state/hosts/address.ts'
import { quoteWord } from '../transport/shell-quote.ts'
import type { SshSettings } from './ssh-settings.ts'

/** Facts about a failed login by ssh. */
export interface SshError {
  readonly host: string
  readonly address: Address
  readonly configFile?: string
  readonly stderr: string
  /** Undefined: ssh could not read the configuration. */
  readonly config?: SshSettings
  /** Key files that need a passphrase (locked keys). */
  readonly locked?: readonly string[]
  /** Whether the ssh agent, which may hold the keys of `locked`, does not answer. */
  readonly isAgentSilent?: boolean
  /** Why certificates of the user cannot be used: one sentence without a full stop for each certificate. */
  readonly certificates?: readonly string[]
  /** Key files that are configured but do not exist. */
  readonly absent?: readonly string[]
}

/**
 * A command line for hints, which the user can run in a terminal: `ssh` to the host, or `command` if it is given, such
 * as `ssh-copy-id`.
 */
export function sshLine(
  trouble: Pick<SshError, 'address' | 'configFile'>,
  ...command: readonly string[]
): string {
  const { user, name, port } = trouble.address
  const words = [
    ...(command.length > 0 ? command : ['ssh']),
    ...(trouble.configFile === undefined ? [] : ['-F', trouble.configFile]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    user === undefined ? name : `${user}@${name}`,
  ]
  return `\`${words.map(quoteWord).join(' ')}\``
}

export function tryIt(trouble: Pick<SshError, 'address' | 'configFile'>): string {
  return `Try it by hand: ${sshLine(trouble)}`
}

/**
 * The fleetmux command that logs in to a host whose login asks the user something. Later commands use its connection.
 */
export function connectLine({ host }: Pick<SshError, 'host'>): string {
  return `\`fleetmux hosts connect ${quoteWord(host)}\``
}
