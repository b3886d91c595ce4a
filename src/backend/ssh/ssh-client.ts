import type { Address } from '../../state/hosts/address.ts'
import { answerWithin } from '../clock.ts'
import { type Child, type Start, start } from '../process.ts'
import { collectOutput, OUTPUT_LIMITS } from '../transport/collect-output.ts'
import type { CommandLine, Result } from '../transport/transport.ts'

export interface SshPlace {
  readonly address: Address
  /** Stands for `ssh -F`; default: the user's own. */
  readonly configFile?: string
  /** For ssh's `-o`; they beat the user's config. */
  readonly options?: Readonly<Record<string, string>>
  /** Added to our own environment for every ssh. */
  readonly env?: Readonly<Record<string, string>>
  /** Where ssh runs; relative paths in the user's config start there. */
  readonly workingDirectory?: string
}

/** The user's own `ssh`, aimed at one host. */
export interface SshClient {
  /** `options`, then the name, then what ssh is to do there. */
  line(options: readonly string[], ...command: readonly string[]): CommandLine
  start(
    options: readonly string[],
    command: readonly string[],
    how?: Pick<Start, 'stderr' | 'detached'>,
  ): Child
  /** A short question that ssh answers here. Null when it does not, in so many milliseconds. */
  ask(options: readonly string[], milliseconds: number): Promise<Result | null>
}

export function createSshClient(place: SshPlace): SshClient {
  const { address, configFile, options = {}, env, workingDirectory } = place
  const way = [
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...(address.user === undefined ? [] : ['-l', address.user]),
    ...(address.port === undefined ? [] : ['-p', String(address.port)]),
    ...Object.entries(options).flatMap(([key, value]) => ['-o', option(key, value)]),
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

/** Asks the master behind a socket, whoever it leads to. Reads no config file of the user's. */
export function askMaster(
  socket: string,
  what: 'check' | 'exit',
  milliseconds: number,
): Promise<Result | null> {
  const args = ['-F', '/dev/null', '-o', option('ControlPath', socket), '-O', what, 'fleetmux']
  return answer(start({ file: 'ssh', args }), milliseconds)
}

/** `-o` for a value that may hold what ssh's config parser would read as more than itself. */
export function option(key: string, path: string): string {
  return `${key}="${path.replaceAll('%', '%%')}"`
}

function answer(child: Child, milliseconds: number): Promise<Result | null> {
  const options = { command: 'ssh', limit: OUTPUT_LIMITS.question }
  return answerWithin(milliseconds, signal => collectOutput(child, undefined, signal, options))
}
