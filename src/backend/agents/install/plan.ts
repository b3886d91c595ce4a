import type { AgentOrder, AgentOutcome } from '../../../state/model/agents/host-agents.ts'
import { FailureError } from '../../../state/model/failure.ts'
import { SEARCHED_PLACES } from '../../transport/search-path.ts'
import { type Detection, type FoundCommand, originOf, presenceOf } from './detect.ts'
import type { AgentPackage } from './packages.ts'

/**
 * Label of a detection result: the agent's command in `~/.local/bin`, which fleetmux installs and may update or remove.
 * It is searched separately, because another command of this name may come first in the PATH.
 */
export const OWN = 'own'

/** What to run on the host. `words`: arguments of the install script; `shown`: the same as text for the user. */
export interface Plan {
  readonly words: readonly string[]
  readonly shown: string
}

/**
 * Plans an installation, an update or a removal. Returns the outcome if there is nothing to do. @throws FailureError if
 * the action is not allowed or not possible.
 */
export function planOrder(
  order: AgentOrder,
  pack: AgentPackage,
  detection: Detection,
  host: string,
): Plan | AgentOutcome['outcome'] {
  const found = detection.found.get(pack.name)
  const context = { order, pack, detection, host }
  if (order.action === 'install') {
    if (found && presenceOf(found) !== 'broken' && !order.force) return 'present'
    return planInstall(context)
  }
  const own = ownCommand(detection)
  if (!found && !own) return 'absent'
  if (order.action === 'uninstall') {
    if (own) return viaNpm(context, ['uninstall', pack.npm])
    throw notOurs(context, found)
  }
  if (own || order.native) return planInstall(context)
  throw notOurs(context, found)
}

interface Context {
  readonly order: AgentOrder
  readonly pack: AgentPackage
  readonly detection: Detection
  readonly host: string
}

/** The command below `~/.local`, if npm installed it; otherwise null. */
export function ownCommand(detection: Detection): FoundCommand | null {
  const own = detection.found.get(OWN)
  return own && originOf(own, detection) === 'npm' ? own : null
}

function planInstall(context: Context): Plan {
  const { order, pack } = context
  if (!order.force) checkRoom(context)
  if (!order.native)
    return viaNpm(context, ['install', `${pack.npm}@latest`, (pack.scripts ?? []).join(',')])
  if (!pack.native) throw noNative(context)
  const { url, shell } = pack.native
  return { words: ['native', url, shell], shown: `curl -fsSL ${url} -o FILE && ${shell} FILE` }
}

function viaNpm(context: Context, words: readonly string[]): Plan {
  checkNode(context)
  const [action, name, scripts] = words
  const allowed = scripts ? ` # with --allow-scripts=${scripts}, if this npm has that flag` : ''
  return { words, shown: `npm ${action} -g --prefix "$HOME/.local" ${name}${allowed}` }
}

function checkNode({ order, pack, detection, host }: Context): void {
  const npm = detection.found.get('npm')
  const node = detection.found.get('node')
  const native = order.action === 'uninstall' ? '' : nativeHint(pack)
  if (npm?.code !== 0) {
    throw new FailureError({
      ...{ kind: 'remote', host },
      what: npm ? 'npm does not start on this host.' : 'npm is not installed on this host.',
      why: npm ? whyBroken(npm) : `npm was not found in ${SEARCHED_PLACES}`,
      hint: `Install Node.js ${Math.max(pack.node ?? 0, 20)} or newer, with npm, on the host${native}.`,
    })
  }
  const major = Number(/(\d+)\./.exec(node?.version ?? '')?.[1] ?? 0)
  if (order.action === 'uninstall' || order.force || major >= (pack.node ?? 0)) return
  const what = `${pack.name} needs Node.js ${pack.node} or newer.`
  throw new FailureError({
    kind: 'remote',
    host,
    what,
    why: node ? `the host has ${node.version}` : 'the host has no Node.js',
    hint: `Install Node.js ${pack.node} or newer on the host${native}.`,
  })
}

function whyBroken({ path, code }: FoundCommand): string {
  return code === null
    ? `\`${path} --version\` did not end in time`
    : `\`${path} --version\` ended with exit code ${code}`
}

/**
 * KiB that must be free for each MB of the installed size, with a margin. An update needs as much, because the new
 * version is unpacked beside the old one.
 */
const KIB = 1.2 * 1000

function checkRoom({ order, pack, detection: { free }, host }: Context): void {
  if (free === null || free > pack.size * KIB) return
  throw new FailureError({
    kind: 'remote',
    host,
    what: `The disk of the home directory has too little space for ${pack.name}.`,
    why: `${pack.name} needs about ${pack.size} MB, but only ${Math.floor(free / 1000)} MB are free`,
    hint: `Free disk space on the host (\`df -h ~\`)${order.action === 'install' ? ', or use --force' : ''}.`,
  })
}

function nativeHint({ native }: AgentPackage): string {
  return native
    ? `, or use --native to run the install script at ${native.url}, which needs no Node.js`
    : ''
}

function noNative({ pack, host }: Context): FailureError {
  const what = `${pack.name} has no installer of its own.`
  return new FailureError({
    kind: 'usage',
    host,
    what,
    hint: 'Omit --native: npm installs it.',
  })
}

/**
 * The error for a command that fleetmux did not install: it has to be updated or removed in the way it was installed.
 */
function notOurs({ order, pack, host }: Context, found: FoundCommand | undefined): FailureError {
  const verb = order.action === 'update' ? 'Update' : 'Remove'
  const native = order.action === 'update' && pack.native ? ', or use --native' : ''
  return new FailureError({
    kind: 'refused',
    host,
    what: `${pack.name} was not installed by npm below ~/.local, so it was not changed.`,
    why: found
      ? `the installed one is ${found.path}`
      : 'the command of that name does not belong to the npm package',
    hint: `${verb} it the way it was installed${native}.`,
  })
}
