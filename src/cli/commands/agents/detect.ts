import type { DetectedAgent } from '../../../state/model/agents/host-agents.ts'
import { suggest } from '../../../state/text/suggest.ts'
import { andList } from '../../../state/text/word-list.ts'
import type { Call, Command } from '../../command/command.ts'
import { DONE, exitOfAll, FAILED, NOT_INSTALLED } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { toJson } from '../../print/json.ts'
import { table } from '../../print/table.ts'
import { HOST_FLAG, openHosts } from '../../recipients/host-selection.ts'
import { failuresJson, type OnHost, onEach } from './on-hosts.ts'

export const detect: Command = {
  name: 'detect',
  usage: '--all | AGENT... [--on HOST]... [--json]',
  summary: 'Show which agents are installed here or on hosts, with path and version',
  details: `
Agents are searched for as the user's own shell finds commands, and asked for their version. An agent that is installed
but does not start is shown as broken. ORIGIN is npm (below ~/.local), home or system.
Exit: 0 all named agents are installed, 1 one does not start, 4 one is missing, or some hosts failed.`,
  examples: [
    ['detect --all', 'On this machine'],
    ['detect claude codex --on gpu1', 'Are these two agents installed on gpu1?'],
    ["detect --all --on 'host=*' --json", 'Everything, everywhere'],
  ],
  flags: {
    all: { kind: 'switch', about: 'All known agents, including your own' },
    on: HOST_FLAG,
    json: { kind: 'switch', about: 'One JSON document (docs/agents-on-hosts.md)' },
  },
  takes: [0, 99],
  run,
}

async function run(call: Call): Promise<number> {
  const isAll = call.flags.is('all')
  if (isAll && call.args.length > 0)
    throw usage('--all and AGENT exclude each other.', 'Use only one of them.')
  if (!isAll && call.args.length === 0)
    throw usage('detect: missing AGENT.', 'Name an AGENT, or use --all.')
  const { fleet, hosts } = await openHosts(call)
  const known = await fleet.requests.agentNames()
  for (const name of call.args) if (!known.includes(name)) throw unknown(name, known)
  const names = isAll ? known : [...new Set(call.args)]
  const all = await onEach(call, { fleet, hosts }, agents => agents.detect(names))
  await print(call, all)
  const code = exitOfAll(all.map(({ failure }) => failure))
  return code !== DONE || isAll ? code : exitOfFound(all)
}

function unknown(name: string, known: readonly string[]): Error {
  const near = suggest(name, known)
  return usage(
    `There is no agent ${JSON.stringify(name)}.`,
    near ? `Did you mean ${near}?` : `The known agents are ${andList(known)}.`,
  )
}

function exitOfFound(all: readonly OnHost<readonly DetectedAgent[]>[]): number {
  const found = all.flatMap(({ value }) => value ?? [])
  if (found.some(({ path }) => path === null)) return NOT_INSTALLED
  return found.every(({ state }) => state === 'works') ? DONE : FAILED
}

async function print(call: Call, all: readonly OnHost<readonly DetectedAgent[]>[]): Promise<void> {
  if (call.flags.is('json')) {
    const hosts = all.flatMap(({ host, value }) => (value ? [{ host, agents: value }] : []))
    return call.print(toJson({ hosts, failures: failuresJson(all) }))
  }
  const isAll = call.flags.is('all')
  const rows = all.flatMap(({ host, value }) =>
    (value ?? []).filter(({ path }) => !isAll || path !== null).map(each => row(host, each)),
  )
  for (const line of table(TITLES, rows, call.terminal)) await call.print(line)
  if (isAll && rows.length === 0 && all.some(({ value }) => value))
    call.say('No agent is installed.')
}

const WORDS = {
  missing: 'not installed',
  works: '',
  broken: 'broken',
  silent: 'no answer in time',
} as const

const TITLES = ['HOST', 'AGENT', 'VERSION', 'ORIGIN', 'PATH']

function row(host: string, { agent, path, version, state, origin }: DetectedAgent): string[] {
  return [host, agent, version ?? WORDS[state], origin ?? '', path ?? '']
}
