import {
  type AgentHooks,
  HOOKED_AGENTS,
  type HookChange,
  type HookedAgent,
} from '../../../state/model/agents/agent-hooks.ts'
import type { HostAgents } from '../../../state/model/agents/host-agents.ts'
import { suggest } from '../../../state/text/suggest.ts'
import { andList } from '../../../state/text/word-list.ts'
import { unknownSubCommand } from '../../args/unknown-sub-command.ts'
import type { Call, Command } from '../../command/command.ts'
import { exitOfAll, FAILED } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { toJson } from '../../print/json.ts'
import { table } from '../../print/table.ts'
import { isYes } from '../../recipients/confirm.ts'
import { HOST_FLAG, type Opened, openHosts } from '../../recipients/host-selection.ts'
import { failuresJson, type OnHost, onEach } from './on-hosts.ts'

const WORDS = ['list', 'print', 'install', 'remove'] as const
type SubCommand = (typeof WORDS)[number]

export const agentHooks: Command = {
  name: 'hooks',
  usage: 'list|print|install|remove [AGENT]... [--on HOST]... [--yes] [--json]',
  summary: 'Install hooks that make agents on hosts report their state',
  details: `
A few lines in the user settings of an agent (${HOOKED_AGENTS.join(', ')}) set the tmux option @fleetmux_state of
its pane: working, waiting, idle. Without them fleetmux reads the screen; with them it reacts sooner, and also where
the screen shows little. A screen that clearly asks takes precedence. \`print\` shows the lines and changes nothing;
\`install\` asks first and adds them to the file, \`remove\` removes only these lines. A file that cannot be edited
safely is not changed. Without AGENT, the command applies to all of these agents. The lines apply to sessions of the agent that
start afterwards. Exit: 0 done, 1 failed or declined, 2 usage error, 4 failed on some hosts.`,
  examples: [
    ['hooks print claude', 'Print the hooks that would be installed'],
    ['hooks install claude codex --on gpu1', 'Install on a host, after a confirmation'],
    ["hooks list --on 'host=*'", 'Which hosts have the hooks?'],
    ['hooks remove --on gpu1 --yes', 'Remove the hooks without a question'],
  ],
  flags: {
    on: HOST_FLAG,
    yes: { kind: 'switch', letter: 'y', about: 'install, remove: do not ask for confirmation' },
    json: { kind: 'switch', about: 'One JSON document (docs/agents.md)' },
  },
  takes: [1, 1 + HOOKED_AGENTS.length],
  first: WORDS,
  next: () => HOOKED_AGENTS,
  run,
}

async function run(call: Call): Promise<number> {
  const [first = '', ...rest] = call.args
  const word = WORDS.find(each => each === first)
  if (!word) throw unknownSubCommand('hooks', first, WORDS)
  const agents = rest.length > 0 ? [...new Set(rest)].map(agentOf) : HOOKED_AGENTS
  const opened = await openHosts(call)
  if (word === 'print') return printLines(call, opened, agents)
  if (word === 'list') return list(call, opened, agents)
  if (!(await isWanted(call, opened, word, agents))) return FAILED
  return change(call, opened, word, agents)
}

function agentOf(name: string): HookedAgent {
  const agent = HOOKED_AGENTS.find(each => each === name)
  if (agent) return agent
  throw unknown('fleetmux has no hooks for', name, HOOKED_AGENTS)
}

function unknown(what: string, name: string, known: readonly string[]): Error {
  const near = suggest(name, known)
  const all = `The agents with hooks are ${andList(known)}.`
  return usage(`${what} ${JSON.stringify(name)}.`, near ? `Did you mean ${near}?` : all)
}

/** Asks before the user's files are changed. @throws FailureError (usage) if there is no terminal to ask on. */
async function isWanted(
  call: Call,
  { hosts }: Opened,
  word: SubCommand,
  agents: readonly HookedAgent[],
): Promise<boolean> {
  if (call.flags.is('yes')) return true
  const verb = word === 'install' ? 'write' : 'remove'
  const what = `the hooks of ${andList(agents)} on ${andList(hosts)}`
  if (!call.terminal.stdin)
    throw usage(
      'fleetmux cannot ask for a confirmation, because stdin is not a terminal.',
      `Use --yes to ${verb} ${what} without a confirmation.`,
    )
  return isYes(call, `${verb === 'write' ? 'Write' : 'Remove'} ${what}?`)
}

interface Row<T> {
  readonly agent: HookedAgent
  readonly value: T
}

/** Runs the work for each agent on each host. A failure is reported and does not stop the others. */
async function eachAgent<T>(
  call: Call,
  opened: Opened,
  agents: readonly HookedAgent[],
  work: (host: HostAgents, agent: HookedAgent) => Promise<T>,
): Promise<readonly OnHost<Row<T>>[]> {
  const all = await Promise.all(
    agents.map(agent =>
      onEach(call, opened, async host => ({ agent, value: await work(host, agent) })),
    ),
  )
  return all.flat()
}

async function printLines(
  call: Call,
  opened: Opened,
  agents: readonly HookedAgent[],
): Promise<number> {
  const all = await eachAgent(call, opened, agents, (host, agent) => host.hooks(agent))
  if (call.flags.is('json')) return printJson(call, all)
  for (const { host, value } of all) {
    if (!value) continue
    await call.print(`# ${value.agent} on ${host}: ${value.value.file}`)
    await call.print(value.value.text.trimEnd())
  }
  return exitOfAll(all.map(({ failure }) => failure))
}

const STATES: Readonly<Record<AgentHooks['state'], string>> = {
  installed: 'installed',
  partly: 'of another version',
  absent: 'not installed',
}

async function list(call: Call, opened: Opened, agents: readonly HookedAgent[]): Promise<number> {
  const all = await eachAgent(call, opened, agents, (host, agent) => host.hooks(agent))
  if (call.flags.is('json')) return printJson(call, all)
  const cells = ({ state, file }: AgentHooks) => [STATES[state], file]
  await printTable(call, ['HOST', 'AGENT', 'HOOKS', 'FILE'], all, cells)
  return exitOfAll(all.map(({ failure }) => failure))
}

async function change(
  call: Call,
  opened: Opened,
  word: SubCommand,
  agents: readonly HookedAgent[],
): Promise<number> {
  const all = await eachAgent(call, opened, agents, (host, agent) =>
    word === 'install' ? host.installHooks(agent) : host.removeHooks(agent),
  )
  for (const note of new Set(all.flatMap(({ value }) => value?.value.note ?? []))) call.say(note)
  if (call.flags.is('json')) return printJson(call, all)
  const cells = ({ outcome, file }: HookChange) => [
    outcome === 'same' ? 'nothing to do' : outcome,
    file,
  ]
  await printTable(call, ['HOST', 'AGENT', 'RESULT', 'FILE'], all, cells)
  return exitOfAll(all.map(({ failure }) => failure))
}

async function printTable<T>(
  call: Call,
  titles: readonly string[],
  all: readonly OnHost<Row<T>>[],
  cells: (value: T) => readonly string[],
): Promise<void> {
  const rows = all.flatMap(({ host, value }) =>
    value ? [[host, value.agent, ...cells(value.value)]] : [],
  )
  for (const line of table(titles, rows, call.terminal)) await call.print(line)
}

async function printJson<T extends object>(
  call: Call,
  all: readonly OnHost<Row<T>>[],
): Promise<number> {
  const hosts = all.flatMap(({ host, value }) =>
    value ? [{ host, agent: value.agent, ...value.value }] : [],
  )
  await call.print(toJson({ hosts, failures: failuresJson(all) }))
  return exitOfAll(all.map(({ failure }) => failure))
}
