import { hostOf } from '../args/host-arguments.ts'
import type { Call, Command } from '../command/command.ts'
import { DONE } from '../command/exit.ts'
import { usage } from '../command/flag.ts'
import { receipt } from '../command/wait.ts'
import { limitOf } from '../connect/connect.ts'
import { connectTmux } from '../recipients/resolve-target.ts'

export const newSession: Command = {
  name: 'new',
  usage: '--host HOST [--name NAME] [--cwd DIRECTORY] [-- COMMAND...]',
  summary: 'Start a session on a host, and print its target',
  details: `
Without a command, the session runs your shell. Several arguments are a program and its arguments, which no shell interprets;
a single argument is a command line for the shell. The host local is this machine.`,
  examples: [
    ['new --host build --name tests --cwd src/app -- npm test', 'A command in a directory'],
    ['new --host local', 'A shell on this machine'],
    ['attach "$(fleetmux new --host build)"', 'Start a session and attach to it'],
  ],
  flags: {
    host: { kind: 'text', of: 'host', about: 'The host; a name from your ssh config works too' },
    name: { kind: 'text', about: 'Name of the session; default a number by tmux' },
    cwd: { kind: 'text', about: 'The directory to start in, on that host' },
  },
  takes: [0, 0],
  command: true,
  run: start,
}

async function start(call: Call): Promise<number> {
  const asked = hostOf(call.flags, 'host')
  if (asked === undefined)
    throw usage('new: missing host.', 'Write `fleetmux new --host HOST`; local is this machine.')
  const fleet = await call.open([asked])
  const host = fleet.nameOf(asked)
  const limit = limitOf(call, fleet)
  await connectTmux(fleet, host, limit)
  fleet.store.dispatch({ type: 'new', host, ref: 'new', ...wishes(call) })
  const { session } = await receipt(fleet.store, {
    ...{ ref: 'new', host, limit: limit * 2 },
    effect: 'the session was started',
    check: `fleetmux ls --host ${host}`,
  })
  await call.print(`${host}/${session?.name ?? ''}`)
  return DONE
}

function wishes({ flags, command }: Call) {
  const name = flags.text('name')
  const directory = flags.text('cwd')
  return {
    ...(name && { name }),
    ...(directory && { directory }),
    ...(command.length > 0 && { command }),
  }
}
