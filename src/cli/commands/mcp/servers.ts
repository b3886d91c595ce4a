import {
  type ListedServers,
  MCP_AGENTS,
  type McpAgent,
  type McpServer,
  type ServerChange,
} from '../../../state/model/agents/mcp-server.ts'
import { suggest } from '../../../state/text/suggest.ts'
import { andList } from '../../../state/text/word-list.ts'
import type { Call } from '../../command/command.ts'
import { DONE, exitOfAll, NOT_INSTALLED } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { toJson } from '../../print/json.ts'
import { table } from '../../print/table.ts'
import { failuresJson, type OnHost, onHosts } from '../agents/on-hosts.ts'

export async function installServer(call: Call): Promise<number> {
  const [agent, server] = [agentOf(call), readServer(call)]
  const all = await onHosts(call, agents => agents.installServer(agent, server))
  return tellChanges(call, all)
}

export async function removeServer(call: Call): Promise<number> {
  const [agent, name] = [agentOf(call), nameOf(call)]
  const all = await onHosts(call, agents => agents.removeServer(agent, name))
  return tellChanges(call, all)
}

export async function listServers(call: Call): Promise<number> {
  const agent = agentOf(call)
  const all = await onHosts(call, agents => agents.listServers(agent))
  if (call.flags.is('json')) {
    const hosts = all.flatMap(({ host, value }) => (value ? [{ host, agent, ...value }] : []))
    await call.print(toJson({ hosts, failures: failuresJson(all) }))
  } else {
    const rows = listRows(all)
    for (const line of table(LIST_TITLES, rows, call.terminal)) await call.print(line)
    if (rows.length === 0 && all.some(({ value }) => value))
      call.say(`${agent} has no MCP servers configured.`)
  }
  return exitOfAll(all.map(({ failure }) => failure))
}

const LIST_TITLES = ['HOST', 'SERVER', 'KIND', 'COMMAND OR URL', 'VARIABLES']

function listRows(all: readonly OnHost<ListedServers>[]): string[][] {
  return all.flatMap(({ host, value }) =>
    (value?.servers ?? []).map(({ name, kind, target, secrets }) => [
      ...[host, name, kind, target],
      secrets.map(each => `${each}=***`).join(' '),
    ]),
  )
}

async function tellChanges(call: Call, all: readonly OnHost<ServerChange>[]): Promise<number> {
  const [, agent = '', server = ''] = call.args
  if (call.flags.is('json')) {
    const hosts = all.flatMap(({ host, value }) =>
      value ? [{ host, agent, server, ...value }] : [],
    )
    await call.print(toJson({ hosts, failures: failuresJson(all) }))
  } else {
    const rows = all.flatMap(({ host, value }) =>
      value ? [[host, agent, server, WORDS[value.outcome], value.file]] : [],
    )
    for (const line of table(CHANGE_TITLES, rows, call.terminal)) await call.print(line)
  }
  const code = exitOfAll(all.map(({ failure }) => failure))
  const isAbsent = all.some(({ value }) => value?.outcome === 'absent')
  return code === DONE && isAbsent ? NOT_INSTALLED : code
}

const CHANGE_TITLES = ['HOST', 'AGENT', 'SERVER', 'RESULT', 'FILE']

const WORDS = {
  added: 'added',
  replaced: 'replaced',
  removed: 'removed',
  absent: 'not configured',
} as const

function agentOf({ args: [, name = ''] }: Call): McpAgent {
  const agent = MCP_AGENTS.find(each => each === name)
  if (agent) return agent
  const near = suggest(name, MCP_AGENTS)
  throw usage(
    `fleetmux cannot manage the MCP servers of ${JSON.stringify(name)}.`,
    near ? `Did you mean ${near}?` : `The supported agents are ${andList(MCP_AGENTS)}.`,
  )
}

/** The name of the server. All agents accept such a name, and their configuration files need no quotes around it. */
function nameOf({ args: [, , name = ''] }: Call): string {
  if (/^[A-Za-z0-9][\w-]{0,63}$/.test(name)) return name
  throw usage(
    `${JSON.stringify(name)} is not a valid server name.`,
    'A name has at most 64 letters, digits, - and _, and begins with a letter or a digit.',
  )
}

/** The server to add. @throws FailureError (usage) unless either a command or an address is given. */
function readServer(call: Call): McpServer {
  const name = nameOf(call)
  const [command, ...args] = call.command
  const url = call.flags.text('url')
  if ((command === undefined) === (url === undefined))
    throw usage(
      'A server needs either a command or a URL.',
      'Give -- COMMAND ARGS..., or --url URL.',
    )
  const env = { ...readEnv(call), ...readEnvFrom(call) }
  if (url === undefined) return { kind: 'command', name, command: command ?? '', args, env }
  if (Object.keys(env).length > 0)
    throw usage('A server with a URL takes no environment variables.', 'Omit --env and --env-from.')
  if (!/^https?:\/\/[^\s/?#]+/.test(url) || /[\p{Cc}\s]/u.test(url))
    throw usage(
      `--url ${JSON.stringify(url)} is not a valid URL.`,
      'A URL looks like https://HOST/PATH.',
    )
  return { kind: 'url', name, url }
}

function readEnv({ flags }: Call): Readonly<Record<string, string>> {
  const pairs = flags.each('env').map(pair => {
    const at = pair.indexOf('=')
    const name = at > 0 ? pair.slice(0, at) : ''
    if (isVariable(name)) return [name, pair.slice(at + 1)] as const
    throw usage(`${JSON.stringify(pair)} is not of the form NAME=VALUE.`, 'Use --env NAME=VALUE.')
  })
  return Object.fromEntries(pairs)
}

/**
 * Variables for the server. Their values are read from fleetmux's own environment, so that they appear in no command
 * line.
 */
function readEnvFrom({ flags, environment }: Call): Readonly<Record<string, string>> {
  const pairs = flags.list('env-from').map(name => {
    if (!isVariable(name))
      throw usage(
        `--env-from ${JSON.stringify(name)} is not the name of a variable.`,
        'Use --env-from NAME.',
      )
    const value = environment[name]
    if (value) return [name, value] as const
    throw usage(
      `--env-from ${name}: this variable is not set in your environment.`,
      `Set the variable: \`export ${name}=...\`.`,
    )
  })
  return Object.fromEntries(pairs)
}

function isVariable(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name)
}
