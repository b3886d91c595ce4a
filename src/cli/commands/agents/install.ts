import { INSTALLABLE, isInstallable } from '../../../state/agents/installable.ts'
import type { AgentOrder, AgentOutcome } from '../../../state/model/agents/host-agents.ts'
import { suggest } from '../../../state/text/suggest.ts'
import { andList } from '../../../state/text/word-list.ts'
import type { Call, Command } from '../../command/command.ts'
import { DONE, exitOfAll, NOT_INSTALLED } from '../../command/exit.ts'
import { type Flag, usage } from '../../command/flag.ts'
import { toJson } from '../../print/json.ts'
import { table } from '../../print/table.ts'
import { HOST_FLAG } from '../../recipients/host-selection.ts'
import { failuresJson, type OnHost, onHosts } from './on-hosts.ts'

type Action = AgentOrder['action']

const FLAGS: Readonly<Record<string, Flag>> = {
  on: HOST_FLAG,
  'dry-run': { kind: 'switch', about: 'Only show what would be run' },
  json: { kind: 'switch', about: 'One JSON document (docs/agents-on-hosts.md)' },
}

const INSTALL_FLAGS: Readonly<Record<string, Flag>> = {
  ...FLAGS,
  native: { kind: 'switch', about: "Use the vendor's installer, a script from the network" },
  force: {
    kind: 'switch',
    about:
      'Install even if the agent is already installed, or disk space or Node.js seem insufficient',
  },
}

const EXITS = `Exit: 0 done on every host, 1 failed, 2 usage error, 4 failed on some of several hosts, or not installed.`

export const install: Command = {
  name: 'install',
  usage: 'AGENT [--on HOST]... [--dry-run] [--force] [--native] [--json]',
  summary: 'Install an agent on this machine or on hosts, for the current user only',
  details: `
Installs with npm below ~/.local of the host's user, without root. An agent that is installed and works is kept.
--native runs the vendor's installer instead, which needs no Node.js; --dry-run shows it. Agents:
${INSTALLABLE.join(', ')}.
${EXITS}`,
  examples: [
    ['install codex', 'On this machine'],
    ['install claude --on gpu1 --on tag=ci --dry-run', 'Show the commands without running them'],
    ['install claude --on gpu1 --native', 'For a host without Node.js'],
  ],
  flags: INSTALL_FLAGS,
  takes: [1, 1],
  first: INSTALLABLE,
  run: call => (isBridge(call) ? explainBridge(call) : manage(call, 'install')),
}

export const update: Command = {
  name: 'update',
  usage: 'AGENT [--on HOST]... [--dry-run] [--force] [--native] [--json]',
  summary: 'Update an agent that npm has installed below ~/.local',
  details: `
An agent that was installed in another way is not changed, and reported; --native runs the vendor's installer.
${EXITS}`,
  examples: [['update claude --on gpu1,gpu2', 'On two hosts']],
  flags: {
    ...INSTALL_FLAGS,
    force: { kind: 'switch', about: 'Update even if disk space or Node.js seem insufficient' },
  },
  takes: [1, 1],
  first: INSTALLABLE,
  run: call => manage(call, 'update'),
}

export const uninstall: Command = {
  name: 'uninstall',
  usage: 'AGENT [--on HOST]... [--dry-run] [--json]',
  summary: 'Remove an agent that npm has installed below ~/.local',
  details: `
An agent that the system or a person has installed in another way is not removed, and its path is reported. Data of
the agent (settings, logins, conversations) is kept.
${EXITS}`,
  examples: [['uninstall qwen --on gpu1', 'From one host']],
  flags: FLAGS,
  takes: [1, 1],
  first: INSTALLABLE,
  run: call => manage(call, 'uninstall'),
}

/** The program that agent-mux (a program with the same run options) needs on a host to run agents on it. */
const BRIDGE = 'agent-mux-remote'

function isBridge({ args: [agent] }: Call): boolean {
  return agent === BRIDGE
}

async function explainBridge(call: Call): Promise<number> {
  await call.print(
    `${BRIDGE} does not have to be installed: fleetmux needs no program of its own on a host.`,
  )
  await call.print('To run an agent on a host: `fleetmux run AGENT --on HOST`.')
  return DONE
}

async function manage(call: Call, action: Action): Promise<number> {
  const [agent = ''] = call.args
  if (!isInstallable(agent)) throw unknown(agent, action)
  const { flags } = call
  const order: AgentOrder = {
    action,
    agent,
    native: flags.is('native'),
    force: flags.is('force'),
    dryRun: flags.is('dry-run'),
  }
  const all = await onHosts(call, async (agents, host) => {
    const outcome = await agents.manage(order, (stage, words) =>
      call.say(`${host}: ${stage === 'run' ? action : stage}: ${words}`),
    )
    for (const note of outcome.notes) call.say(`${host}: note: ${note}`)
    return outcome
  })
  await print(call, action, all)
  const code = exitOfAll(all.map(({ failure }) => failure))
  const isAbsent = all.some(({ value }) => value?.outcome === 'absent')
  return code === DONE && isAbsent ? NOT_INSTALLED : code
}

function unknown(agent: string, action: Action): Error {
  const near = suggest(agent, INSTALLABLE)
  const known = `fleetmux can ${action} ${andList(INSTALLABLE)}.`
  return usage(
    `fleetmux cannot ${action} ${JSON.stringify(agent)}.`,
    near ? `Did you mean ${near}?` : known,
  )
}

async function print(
  call: Call,
  action: Action,
  all: readonly OnHost<AgentOutcome>[],
): Promise<void> {
  if (call.flags.is('json')) {
    const hosts = all.flatMap(({ host, value }) => (value ? [{ host, ...value }] : []))
    return call.print(toJson({ action, hosts, failures: failuresJson(all) }))
  }
  const rows = all.flatMap(({ host, value }) => (value ? [row(host, value)] : []))
  for (const line of table(TITLES, rows, call.terminal)) await call.print(line)
}

const TITLES = ['HOST', 'AGENT', 'RESULT', 'VERSION', 'PATH OR COMMANDS']

function row(host: string, { agent, outcome, version, path, commands }: AgentOutcome): string[] {
  const result = outcome === 'absent' ? 'not installed' : outcome
  const where = outcome === 'planned' ? commands.join('; ') : (path ?? '')
  return [host, agent, result, version ?? '', where]
}
