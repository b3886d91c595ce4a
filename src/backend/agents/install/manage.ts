import { INSTALLABLE } from '../../../state/agents/installable.ts'
import type {
  AgentOrder,
  AgentOutcome,
  AgentStage,
} from '../../../state/model/agents/host-agents.ts'
import { FailureError } from '../../../state/model/failure.ts'
import { type Clean, clean, says } from '../../../state/text/clean.ts'
import { sendScript } from '../../transport/sent-script.ts'
import type { Transport } from '../../transport/transport.ts'
import {
  type Detection,
  detectCommands,
  type FoundCommand,
  presenceOf,
  type Sought,
} from './detect.ts'
import { explainInstallError } from './install-error.ts'
import { INSTALL } from './install-script.ts'
import { type AgentPackage, packageOf } from './packages.ts'
import { OWN, ownCommand, type Plan, planOrder } from './plan.ts'

/** Time limit of an installer in milliseconds: packages have up to 460 MB. */
const DEADLINE = 15 * 60_000

type Tell = (stage: AgentStage, words: Clean) => void

/**
 * Installs, updates or removes an agent on one host: detects what is installed, runs npm or the vendor's installer,
 * then detects again.
 * @throws FailureError if the action is not possible or its result is not found.
 */
export async function manageAgent(
  transport: Transport,
  order: AgentOrder,
  tell: Tell,
): Promise<AgentOutcome> {
  const pack = packageFor(order, transport.host)
  const before = await detectCommands(transport, soughtFor(pack))
  tell('probe', describe(pack, before))
  const plan = planOrder(order, pack, before, transport.host)
  if (typeof plan === 'string') return outcome(pack, plan, before)
  if (order.dryRun) return { ...outcome(pack, 'planned', before), commands: [clean(plan.shown)] }
  tell('run', clean(plan.shown))
  await runPlan(transport, plan, before.searchPath, order)
  tell('verify', says`looking for ${pack.bin}`)
  const after = await detectCommands(transport, soughtFor(pack))
  const verify = order.action === 'uninstall' ? verifyRemoved : verifyInstalled
  verify(order, pack, after, transport.host)
  return { ...outcome(pack, DONE[order.action], after), commands: [clean(plan.shown)] }
}

const DONE = { install: 'installed', update: 'updated', uninstall: 'removed' } as const

function packageFor({ action, agent }: AgentOrder, host: string): AgentPackage {
  const pack = packageOf(agent)
  if (pack) return pack
  const hint = `fleetmux can ${action} ${INSTALLABLE.join(', ')}.`
  const what = `fleetmux cannot ${action} ${agent}.`
  throw new FailureError({ kind: 'usage', host, what, hint })
}

function soughtFor({ name, bin, version }: AgentPackage): readonly Sought[] {
  return [
    { name, command: bin, version },
    { name: OWN, command: `~/.local/bin/${bin}`, version },
    { name: 'node', command: 'node', version: '--version' },
    { name: 'npm', command: 'npm', version: '--version' },
  ]
}

function describe({ name }: AgentPackage, { found }: Detection): Clean {
  const agent = found.get(name)
  if (!agent) return says`${name} is not installed`
  const state = presenceOf(agent)
  if (state === 'silent')
    return says`${agent.path} is installed, but did not print its version in time`
  if (state === 'broken') return says`${agent.path} is installed, but does not start`
  return says`${agent.version}, ${agent.path}`
}

async function runPlan(
  transport: Transport,
  { words }: Plan,
  searchPath: string,
  order: AgentOrder,
): Promise<void> {
  const { argv, first } = sendScript(INSTALL, 'fleetmux', [searchPath, ...words])
  const running = transport.run(argv, { first, deadline: DEADLINE })
  const { code, stdout, stderr } = await running.catch(thrown => {
    throw uncertain(order, transport.host, thrown)
  })
  if (code === 0) return
  const said = `${stdout.toString('utf8')}\n${stderr.toString('utf8')}`
  throw new FailureError(explainInstallError(transport.host, said, code))
}

/** Adds to the error of an installer whose end is not known how to find out what it did. Other errors stay. */
function uncertain({ agent }: AgentOrder, host: string, thrown: unknown): unknown {
  const isCutOff = thrown instanceof FailureError && ['late', 'lost'].includes(thrown.failure.kind)
  if (!isCutOff) return thrown
  const { hint = '' } = thrown.failure
  const look = `To see what is installed: \`fleetmux detect ${agent} --on ${host}\`.`
  return new FailureError({ ...thrown.failure, hint: `${hint} ${look}`.trim() })
}

function outcome(
  pack: AgentPackage,
  is: AgentOutcome['outcome'],
  detection: Detection,
): AgentOutcome {
  const agent = detection.found.get(pack.name)
  return {
    agent: pack.name,
    outcome: is,
    path: agent?.path ?? null,
    version: agent ? versionOf(agent) : null,
    commands: [],
    notes: notesOn(pack, is, detection),
  }
}

function versionOf(found: FoundCommand): Clean | null {
  return presenceOf(found) === 'works' ? found.version : null
}

/**
 * Warnings after the action: another command of the same name comes first in the PATH, or the login shell's PATH lacks
 * the directory of the command.
 */
function notesOn(
  { name, bin }: AgentPackage,
  is: AgentOutcome['outcome'],
  detection: Detection,
): readonly Clean[] {
  const agent = detection.found.get(name)
  if (is === 'removed' && agent) return [says`another installation was not touched: ${agent.path}`]
  const own = ownCommand(detection)
  if (!own || (is !== 'installed' && is !== 'updated')) return []
  if (agent && agent.file !== own.file)
    return [says`${agent.path} comes before ${own.path} in the PATH of the host`]
  const directory = own.path.slice(0, -bin.length - 1)
  const isOnPath = detection.loginPath.includes(directory)
  return isOnPath
    ? []
    : [says`${directory} is not in the PATH of a login shell on the host, but fleetmux finds it`]
}

function verifyInstalled(
  order: AgentOrder,
  pack: AgentPackage,
  after: Detection,
  host: string,
): void {
  const { name, bin } = pack
  const found = order.native ? after.found.get(name) : (ownCommand(after) ?? undefined)
  if (found && presenceOf(found) !== 'broken') return
  const what = found
    ? `${name} was installed, but does not start.`
    : `The installer reported success, but ${bin} was not found.`
  throw new FailureError({
    kind: 'remote',
    host,
    what,
    ...(found && { why: found.version ?? `exit code ${found.code}` }),
    hint:
      pack.scripts && !order.native
        ? 'The install script of the package may not have run: `npm config get ignore-scripts` on the host must print `false`.'
        : `Run this on the host to see why: \`${found?.path ?? bin} ${pack.version}\`.`,
  })
}

function verifyRemoved(
  _order: AgentOrder,
  { name, npm }: AgentPackage,
  after: Detection,
  host: string,
): void {
  const own = ownCommand(after)
  if (!own) return
  throw new FailureError({
    kind: 'remote',
    host,
    what: `npm reported success, but ${name} is still installed.`,
    why: `${own.path} still exists`,
    hint: `Run this on the host to see why: \`npm uninstall -g --prefix "$HOME/.local" ${npm}\`.`,
  })
}
