import type { Address } from '../../state/hosts/address.ts'
import { answerWithin } from '../clock.ts'
import { type Child, type ProcessStart, start } from '../process.ts'
import { collectOutput, OUTPUT_LIMITS } from '../transport/collect-output.ts'
import type { CommandLine, Result } from '../transport/transport.ts'

export interface SshPlace {
  readonly address: Address
  /** The file for `ssh -F`. Default: the user's own configuration. */
  readonly configFile?: string
  /** Options for `ssh -o`. They override the user's configuration. */
  readonly options?: Readonly<Record<string, string>>
  /** Variables added to the environment of every ssh. */
  readonly env?: Readonly<Record<string, string>>
  /** Working directory of ssh. Relative paths in the user's configuration start from it. */
  readonly workingDirectory?: string
}

/** The user's own `ssh` program with the options for one host. */
export interface SshClient {
  /** The command line of ssh with the options, the host and the remote command. */
  line(options: readonly string[], ...command: readonly string[]): CommandLine
  start(
    options: readonly string[],
    command: readonly string[],
    how?: Pick<ProcessStart, 'stderr' | 'detached'>,
  ): Child
  /**
   * Runs ssh with options that ssh answers locally, without connecting. Resolves with null if there is no answer within
   * `milliseconds`.
   */
  ask(options: readonly string[], milliseconds: number): Promise<Result | null>
}

export function createSshClient(place: SshPlace): SshClient {
  const { address, configFile, options = {}, env, workingDirectory } = place
  const way = [
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...(address.user === undefined ? [] : ['-l', address.user]),
    ...(address.port === undefined ? [] : ['-p', String(address.port)]),
    ...Object.entries(options).flatMap(([key, value]) => ['-o', pathOption(key, value)]),
  ]
  const line = (more: readonly string[], ...command: readonly string[]): CommandLine => ({
    file: 'ssh',
    args: [...way, ...more, address.name, ...command],
    ...(env && { env }),
  })
  const begin: SshClient['start'] = (more, command, how = {}) =>
    start({
      ...line(more, ...command),
      ...how,
      ...(workingDirectory !== undefined && { directory: workingDirectory }),
    })
  return {
    line,
    start: begin,
    ask: (more, milliseconds) => answer(begin(more, []), milliseconds),
  }
}

/** Sends a control command to the master at a socket. Does not read the user's configuration. */
export function askMaster(
  socket: string,
  what: 'check' | 'exit',
  milliseconds: number,
): Promise<Result | null> {
  const args = ['-F', '/dev/null', '-o', pathOption('ControlPath', socket), '-O', what, 'fleetmux']
  return answer(start({ file: 'ssh', args }), milliseconds)
}

/** Writes an `-o` option whose value is a path, quoted for ssh's config parser. */
export function pathOption(key: string, path: string): string {
  return `${key}="${path.replaceAll('%', '%%')}"`
}

function answer(child: Child, milliseconds: number): Promise<Result | null> {
  const options = { command: 'ssh', limit: OUTPUT_LIMITS.question }
  return answerWithin(milliseconds, signal => collectOutput(child, undefined, signal, options))
}
