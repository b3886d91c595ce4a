import type { Call, Command } from '../command/command.ts'
import { DONE } from '../command/exit.ts'
import { usage } from '../command/flag.ts'
import { stateDirectory } from '../command/state-directory.ts'

const ROLES = ['viewer', 'operator', 'admin'] as const

export const mcp: Command = {
  name: 'mcp',
  usage: '[--role viewer|operator|admin] [--allowed-root DIR]...',
  summary: 'Give an agent the fleet as tools, over the Model Context Protocol',
  details: `
An agent starts it and talks to it on standard input and output. By default it lists, reads, searches and
waits, and changes nothing. --role operator lets it send and answer too, --role admin start and end sessions:
say that only for an agent that you would let type into your terminals. What it is not allowed it does not see.
Its own pane takes nothing from it. Each act is noted in server-audit.jsonl in the state directory, without
the text. It borrows the channels of a running screen or server. A server has the same tools at /mcp.`,
  examples: [
    ['mcp', 'What an agent runs, such as: claude mcp add fleetmux -- fleetmux mcp'],
    ['mcp --role operator', 'It may also type into panes, and answer'],
  ],
  flags: {
    role: { kind: 'text', about: 'What it may do: viewer (the default), operator or admin' },
    'allowed-root': {
      kind: 'each',
      about: 'Paths that it names lie below this directory; default your home; may be repeated',
    },
  },
  takes: [0, 0],
  run,
}

async function run(call: Call): Promise<number> {
  const { flags, environment } = call
  const text = flags.text('role') ?? 'viewer'
  const role = ROLES.find(each => each === text)
  if (!role) throw usage(`There is no role ${JSON.stringify(text)}.`, `Say ${ROLES.join(', ')}.`)
  const pane = environment['TMUX_PANE']
  await call.serveTools({
    role,
    name: pane ? `agent in pane ${pane}` : 'agent',
    roots: flags.each('allowed-root'),
    stateDirectory: stateDirectory(environment),
  })
  return DONE
}
