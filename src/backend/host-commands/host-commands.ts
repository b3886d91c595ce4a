import type {
  CommandOutput,
  HostCommand,
  HostCommandOptions,
  HostCommands,
} from '../../state/host-commands/host-command.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { HostConfig } from '../../state/model/host-config.ts'
import type { HostTransports } from '../host-transports.ts'
import { collect, outputsEnded } from '../transport/collect-output.ts'
import { sendUnseen } from '../transport/sent-script.ts'
import type { Running } from '../transport/transport.ts'
import { commandScript, NO_DIRECTORY } from './command-script.ts'

/** Maximum bytes that are kept of each stream. The end of the stream is kept, because programs print errors last. */
const KEPT = 1 << 20

export function createHostCommands(ways: HostTransports): HostCommands {
  return { run: (host, command, options = {}) => runCommand(ways, host, command, options) }
}

async function runCommand(
  { config, to }: HostTransports,
  host: string,
  command: HostCommand,
  options: HostCommandOptions,
): Promise<CommandOutput> {
  const { argv, first } = sendUnseen(commandScript, 'fleetmux', wordsOf(config(host), command))
  const start = performance.now()
  const running = await to(host).open(argv, { first })
  // The script ends when its stdin is closed; a lost connection closes it too.
  const stop = () => void running.stdin.end()
  options.signal?.addEventListener('abort', stop, { once: true })
  if (options.signal?.aborted) stop()
  try {
    const output = await outputOf(running, host, options)
    if (output.code === NO_DIRECTORY) checkDirectory(host, output, command)
    return { ...output, milliseconds: Math.round(performance.now() - start) }
  } finally {
    options.signal?.removeEventListener('abort', stop)
    await running.kill()
  }
}

/** The script's arguments: directory, number of variables, variables, command. */
function wordsOf(
  { environment = {}, directory = '' }: HostConfig,
  command: HostCommand,
): readonly string[] {
  const entries = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
  return [command.directory || directory, String(entries.length), ...entries, ...command.words]
}

async function outputOf(
  running: Running,
  host: string,
  { output }: HostCommandOptions,
): Promise<Omit<CommandOutput, 'milliseconds'>> {
  const stdout = collect(running.stdout, { limit: KEPT, keep: 'end' })
  const stderr = collect(running.stderr, { limit: KEPT, keep: 'end' })
  running.stdout.on('data', bytes => output?.('stdout', bytes))
  running.stderr.on('data', bytes => output?.('stderr', bytes))
  const { code, lost } = await running.ended
  await outputsEnded([stdout, stderr])
  if (lost) throw new FailureError(lostWith(host, stderr.bytes().toString('utf8')))
  const omitted = [stdout, stderr].reduce((sum, { size }) => sum + Math.max(0, size() - KEPT), 0)
  return {
    ...{ code, omitted },
    stdout: stdout.bytes().toString('utf8'),
    stderr: stderr.bytes().toString('utf8'),
  }
}

function lostWith(host: string, said: string) {
  const why = said.trim().split('\n').at(-1)
  return {
    kind: 'lost',
    host,
    what: 'The connection was lost while the command ran.',
    ...(why && { why: `the last line on standard error was: ${why}` }),
    hint: 'The host ends the command when it notices that the connection is lost. Check on the host what the command has already done.',
  } as const
}

function checkDirectory(
  host: string,
  { stderr }: Pick<CommandOutput, 'stderr'>,
  { directory: named }: HostCommand,
): void {
  const [, directory] = /^there is no directory (.*)\n$/.exec(stderr) ?? []
  if (directory === undefined) return
  throw new FailureError({
    ...{ kind: 'remote', host, what: `The host has no directory ${directory}.` },
    hint: named
      ? 'Name another directory with --dir.'
      : 'Correct "directory" of the host in config.json, or name a directory with --dir.',
  })
}
