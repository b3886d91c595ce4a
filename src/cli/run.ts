import { resolve } from 'node:path'
import type { Fleet, FleetOptions, OpenFleet } from '../state/fleet-handle.ts'
import { FailureError, sentence, toFailure } from '../state/model/failure.ts'
import { strip } from '../state/text/text.ts'
import { type Parsed, parse } from './args/parse.ts'
import type { Command } from './command/command.ts'
import type { ServerHandle, ServerRequest, ToolsRequest } from './command/context.ts'
import { DONE, exitOf } from './command/exit.ts'
import { ALL_COMMANDS, COMMAND_GROUPS } from './command-table.ts'
import { helpOf, overview } from './help.ts'
import { createStreams, type ProcessStreams, type Streams } from './print/streams.ts'
import { untilTold } from './signals.ts'

/** What the command line gets from `main.ts`: the other user interfaces, the fleet, and the streams. */
export interface CliOptions extends ProcessStreams {
  readonly version: string
  readonly openFleet: OpenFleet
  /** Path of the configuration file, whether it exists or not. */
  readonly configPath: () => Promise<string>
  /** Shows the screen and resolves when the user leaves it. */
  readonly showScreen: (options: FleetOptions) => Promise<void>
  readonly playDemo: () => Promise<void>
  readonly serve: (options: FleetOptions, wanted: ServerRequest) => Promise<ServerHandle>
  /** Offers the MCP tools (`fleetmux mcp`) to an agent. `ended` resolves when the agent closes our stdin. */
  readonly serveTools: (
    options: FleetOptions,
    wanted: ToolsRequest,
  ) => Promise<Pick<ServerHandle, 'close'> & { readonly ended: Promise<void> }>
}

function helpFor({ chosen, args }: Parsed): string {
  return chosen ? helpOf(chosen.helpFor?.(args) ?? chosen) : overview(COMMAND_GROUPS)
}

type Run = NonNullable<Command['run']>

/** Runs a command line. Resolves with the exit code when everything is printed. */
export async function runCli(argv: readonly string[], outside: CliOptions): Promise<number> {
  const streams = createStreams(outside)
  try {
    const parsed = parse(argv, ALL_COMMANDS)
    return await answer(parsed, outside, streams)
  } catch (error) {
    return tell(error, streams)
  } finally {
    await streams.flushed()
  }
}

async function answer(parsed: Parsed, outside: CliOptions, streams: Streams): Promise<number> {
  const { chosen, flags } = parsed
  if (flags.is('help')) return done(streams.print(helpFor(parsed).trimEnd()))
  if (flags.is('version')) return done(streams.print(`fleetmux ${outside.version}`))
  if (!chosen) return done(onScreen(streams, () => outside.showScreen(options(parsed, []))))
  if (!chosen.run) return done(onScreen(streams, outside.playDemo))
  return use(chosen.run, parsed, outside, streams)
}

async function use(
  run: Run,
  parsed: Parsed,
  outside: CliOptions,
  streams: Streams,
): Promise<number> {
  const opened: Promise<Fleet>[] = []
  const last: (() => Promise<void>)[] = []
  const served: Promise<Pick<ServerHandle, 'close'>>[] = []
  const told = untilTold(streams.broken)
  let isLeaving = false
  const leave = () => {
    isLeaving = true
  }
  told.code.then(leave, leave)
  const world = {
    ...streams,
    beforeExit: (work: () => Promise<void>) => void last.push(work),
    isLeaving: () => isLeaving,
    configPath: outside.configPath,
    serve(wanted: ServerRequest) {
      const starting = outside.serve(options(parsed, []), wanted)
      served.push(starting)
      return starting
    },
    async serveTools(wanted: ToolsRequest) {
      const starting = outside.serveTools(options(parsed, []), wanted)
      served.push(starting)
      await (await starting).ended
    },
    async open(hosts: readonly string[]) {
      const opening = outside.openFleet(options(parsed, hosts))
      opened.push(opening)
      const fleet = await opening
      // Right after opening, the log contains only warnings about the configuration.
      for (const { text } of fleet.store.getState().log) streams.say(strip(text))
      return fleet
    },
  }
  try {
    let code = await Promise.race([
      run({ ...world, ...parsed }).catch(error => tell(error, streams)),
      told.code,
    ])
    await closeAll(served)
    await closeAll(opened)
    for (const work of last)
      code = await work().then(
        () => code,
        error => tell(error, streams),
      )
    return code
  } finally {
    await closeAll(served)
    await closeAll(opened)
    told.forget()
  }
}

/** Closes all fleets. A fleet that could not be opened is ignored, since the reason is already reported. */
async function closeAll(opened: Promise<Pick<Fleet, 'close'>>[]): Promise<void> {
  await Promise.allSettled(opened.splice(0).map(async each => (await each).close()))
}

async function done(work: Promise<void>): Promise<number> {
  await work
  return DONE
}

/** Shows a screen. @throws FailureError if stdin and stdout are not a terminal. */
async function onScreen({ terminal }: Streams, draw: () => Promise<void>): Promise<void> {
  if (terminal.stdin && terminal.stdout) return draw()
  throw new FailureError({
    kind: 'usage',
    what: 'The screen needs a terminal.',
    hint: 'In a pipe or script, use commands such as `fleetmux ls`; `fleetmux --help` lists them.',
  })
}

function options({ flags, chosen }: Parsed, hosts: readonly string[]): FleetOptions {
  const sshConfig = flags.text('ssh-config')
  // The global --timeout does not apply to commands that have a flag --timeout with another meaning.
  const seconds = chosen?.flags['timeout'] ? undefined : flags.number('timeout')
  return {
    remotes: [...flags.list('remote'), ...hosts],
    // The path is made absolute, because equal relative paths in two directories must not share a connection.
    ...(sshConfig !== undefined && { sshConfig: resolve(sshConfig) }),
    ...(seconds !== undefined && { deadline: seconds * 1000 }),
  }
}

function tell(error: unknown, { say }: Pick<Streams, 'say'>): number {
  const failure = toFailure(error)
  say(`fleetmux: ${strip(sentence(failure))}`)
  return exitOf(failure)
}
