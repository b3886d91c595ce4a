import { stateDirectory } from '../../../disk/own-directory.ts'
import { readAncestors, STARTED_BY } from '../../../state/launch/ancestors.ts'
import { MCP_AGENTS } from '../../../state/model/agents/mcp-server.ts'
import { orList } from '../../../state/text/word-list.ts'
import { unknownSubCommand } from '../../args/unknown-sub-command.ts'
import type { Call, Command } from '../../command/command.ts'
import { DONE } from '../../command/exit.ts'
import { type Flags, usage } from '../../command/flag.ts'
import { HOST_FLAG } from '../../recipients/host-selection.ts'
import { installServer, listServers, removeServer } from './servers.ts'

const ROLES = ['viewer', 'operator', 'admin'] as const

export const mcp: Command = {
  name: 'mcp',
  usage:
    '[--role viewer|operator|admin] [--ask operator|admin] [--allowed-root DIR]... | install|list|remove AGENT [SERVER] [--on HOST]... [-- COMMAND...]',
  summary: 'Serve the fleet as tools for an agent, or manage the MCP servers of agents on hosts',
  details: `
An agent starts \`fleetmux mcp\` and uses its tools over standard input and output. By default the agent can list, read,
search and wait, and changes nothing. --role operator also allows sending and answering, --role admin starting and ending
sessions: use them only for an agent that you would let type into your terminals. Tools beyond the role are hidden.
With --ask ROLE, actions up to that role need your confirmation each time, if the program of the agent can show the
question (elicitation). What looks like a secret is masked in what the agent reads. An agent can start another agent,
which can start a third one, which can start none. No agent can type into its own pane, or into those of the agents that
started it.
Each action is logged in server-audit.jsonl in the state directory, without the text. The tools use the connections of a
running screen or server. \`fleetmux server\` offers the same tools at /mcp.

The sub-commands manage the MCP servers that agents (${MCP_AGENTS.join(', ')}) have configured for their user, here
or on hosts: \`mcp install AGENT SERVER -- COMMAND...\` or \`--url URL\`, \`mcp list AGENT\`, \`mcp remove AGENT SERVER\`.
The agent's file is edited atomically and everything else in it is kept (Claude's by its own command, if installed);
a file that cannot be edited safely is not changed, and the reason is printed. Values of variables appear in no command
line of the host and are never listed; --env-from takes one from your environment, so that it is in no command line
here either. \`list\` reads files and starts no server. Exit: 0 done, 1 failed, 2 usage error, 4 no such server.`,
  examples: [
    ['mcp', 'Started by an agent, for example after: claude mcp add fleetmux -- fleetmux mcp'],
    ['mcp --role operator', 'Also allow typing into panes and answering questions'],
    ['mcp --ask operator', 'Ask you before each text that the agent types'],
    [
      'mcp install claude fleet --on gpu1 -- fleetmux mcp',
      'Add the server fleet to Claude on gpu1',
    ],
    [
      'mcp install codex gh --env-from GITHUB_TOKEN -- gh-mcp stdio',
      'Pass a secret from your environment',
    ],
    ["mcp list gemini --on 'host=*'", 'List the servers of Gemini on all hosts'],
  ],
  flags: {
    role: { kind: 'text', about: 'Role of the agent: viewer (the default), operator or admin' },
    ask: {
      kind: 'text',
      about: 'Actions up to this role need your confirmation each time: operator or admin',
    },
    'allowed-root': {
      kind: 'each',
      about:
        'The agent may name only paths below this directory; default your home; may be repeated',
    },
    on: HOST_FLAG,
    url: { kind: 'text', about: 'install: URL of a server, instead of a command' },
    env: { kind: 'each', about: 'install: NAME=VALUE for the server; may be repeated' },
    'env-from': {
      kind: 'list',
      about: 'install: a variable for the server, with its value in your own environment',
    },
    json: { kind: 'switch', about: 'install, list, remove: one JSON document' },
  },
  takes: [0, 3],
  first: ['install', 'list', 'remove'],
  next: ([, ...rest]) => (rest.length === 0 ? MCP_AGENTS : []),
  command: true,
  run: call => (call.args.length === 0 ? serve(call) : find(call).run(call)),
}

interface SubCommand {
  readonly usage: string
  readonly takes: number
  readonly flags: readonly string[]
  readonly run: (call: Call) => Promise<number>
}

const SUB_COMMANDS: Readonly<Record<string, SubCommand>> = {
  install: {
    usage:
      'AGENT SERVER [--on HOST]... [--env K=V]... [--env-from VAR]... -- COMMAND... | --url URL',
    takes: 3,
    flags: ['on', 'url', 'env', 'env-from', 'json'],
    run: installServer,
  },
  list: {
    usage: 'AGENT [--on HOST]... [--json]',
    takes: 2,
    flags: ['on', 'json'],
    run: listServers,
  },
  remove: {
    usage: 'AGENT SERVER [--on HOST]... [--json]',
    takes: 3,
    flags: ['on', 'json'],
    run: removeServer,
  },
}

function find({ args, flags, command }: Call): SubCommand {
  const [what = ''] = args
  const sub = Object.hasOwn(SUB_COMMANDS, what) ? SUB_COMMANDS[what] : undefined
  if (!sub) throw unknownSubCommand('mcp', what, Object.keys(SUB_COMMANDS))
  const written = `Write \`fleetmux mcp ${what} ${sub.usage}\`.`
  if (args.length !== sub.takes || (command.length > 0 && what !== 'install'))
    throw usage(`mcp ${what} needs ${sub.usage.split(' [')[0]}.`, written)
  refuseFlags(flags, sub.flags, `mcp ${what}`)
  return sub
}

function refuseFlags(flags: Flags, known: readonly string[], word: string): void {
  const other = Object.keys(mcp.flags).find(name => flags.has(name) && !known.includes(name))
  if (other) throw usage(`${word} takes no --${other}.`, '`fleetmux mcp --help` shows the usage.')
}

async function serve(call: Call): Promise<number> {
  const { flags, environment, command } = call
  refuseFlags(flags, ['role', 'ask', 'allowed-root'], 'mcp')
  if (command.length > 0)
    throw usage(
      'mcp without a sub-command takes no command after --.',
      '`fleetmux mcp --help` shows the usage.',
    )
  const text = flags.text('role') ?? 'viewer'
  const role = ROLES.find(each => each === text)
  if (!role) throw usage(`Unknown role ${JSON.stringify(text)}.`, `Use ${orList(ROLES)}.`)
  const asked = flags.text('ask')
  const ask = asked === 'operator' || asked === 'admin' ? asked : undefined
  if (asked !== undefined && !ask)
    throw usage(`Invalid value for --ask: ${JSON.stringify(asked)}.`, 'Use operator or admin.')
  const pane = environment['TMUX_PANE']
  await call.serveTools({
    role,
    ...(ask && { ask }),
    ancestors: readAncestors(environment[STARTED_BY]),
    name: pane ? `agent in pane ${pane}` : 'agent',
    roots: flags.each('allowed-root'),
    stateDirectory: stateDirectory(environment),
  })
  return DONE
}
