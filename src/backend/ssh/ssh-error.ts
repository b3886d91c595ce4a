import type { Address } from '../../state/hosts/address.ts'
import { quoteWord } from '../transport/shell-quote.ts'
import type { SshConfig } from './ssh-config.ts'

/** What is known about an ssh that did not get in. */
export interface SshError {
  readonly host: string
  readonly address: Address
  readonly configFile?: string
  readonly stderr: string
  /** Not known where ssh could not read it. */
  readonly config?: SshConfig
  /** Key files that would be used but for their passphrase. */
  readonly locked?: readonly string[]
  /** The agent that might hold them does not answer. */
  readonly isAgentSilent?: boolean
  /** Key files that were named and are not there. */
  readonly absent?: readonly string[]
}

/** The command that a person can try on their own terminal. */
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

/** For hosts that want something of a person: asked once, then all goes over that connection. */
export function connectLine({ host }: Pick<SshError, 'host'>): string {
  return `\`fleetmux hosts connect ${quoteWord(host)}\``
}
