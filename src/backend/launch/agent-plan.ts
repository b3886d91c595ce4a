import { isInstallable } from '../../state/agents/installable.ts'
import { type Failure, FailureError, makeFailure } from '../../state/model/failure.ts'
import type { LaunchOrder } from '../../state/model/launch.ts'
import { suggest } from '../../state/text/suggest.ts'
import type { Adapter, PromptWay } from '../agents/adapter.ts'
import { anyCommand, type Catalogue } from '../agents/catalogue.ts'
import { findAgents } from '../agents/find.ts'
import { launchArgs } from '../agents/launch.ts'
import { SEARCHED_PLACES } from '../transport/search-path.ts'
import type { Transport } from '../transport/transport.ts'

/** A program that was found on a host. */
export interface Located {
  /** Absolute path of the program; '' if no search was needed. */
  readonly path: string
  /** The PATH in which the program was found. */
  readonly searchPath: string
}

/** How to find and start one agent. */
export interface AgentPlan {
  readonly adapter: Adapter
  /** The names of all known agents, if the requested one is none of them but a command of the user's. */
  readonly unknownTo?: readonly string[]
  /**
   * The command line that starts the agent's program at `path`, and how the agent gets the prompt.
   * @throws FailureError if the agent has no option for something in the launch order, for example the model.
   */
  words(
    order: LaunchOrder,
    path: string,
  ): { readonly argv: readonly string[]; readonly prompt: PromptWay | 'none' }
  /**
   * Finds the agent on a host. The path is empty if no search is needed.
   * @throws FailureError if the agent is not installed. At that time nothing of the launch has been written to the
   * host.
   */
  find(transport: Transport): Promise<Located>
}

export function planFor(name: string, catalogue: Catalogue): AgentPlan {
  const known = catalogue.get(name)
  if (!known) refuseSlip(name, catalogue)
  const adapter = known ?? anyCommand(name)
  return {
    adapter,
    ...(!known && { unknownTo: catalogue.adapters.map(each => each.name) }),
    words(order, path) {
      const { model, permissions, command, maxTurns } = order
      const headless = order.headless && !endsByItself(adapter)
      const { argv, prompt } = launchArgs(adapter, {
        prompt: true,
        mode: command,
        maxTurns,
        ...(model !== undefined && { model }),
        ...(permissions && { permissions }),
        ...(headless && { headless }),
      })
      return { argv: path === '' ? argv : [path, ...argv.slice(1)], prompt }
    },
    async find(transport) {
      if (!adapter.find) return { path: '', searchPath: '' }
      const { agents, searchPath } = await findAgents(transport, [adapter])
      const [found] = agents
      if (found) return { path: found.path, searchPath }
      const others = await findAgents(transport, catalogue.adapters)
      throw new FailureError(notInstalled(adapter, transport.host, others.agents))
    },
  }
}

/** Minimum letters of a name that is checked for typing errors. */
const SHORTEST = 4

/**
 * Rejects a name that is close to a known agent's, which is probably a typing error. Any other name may be a command.
 * @throws FailureError
 */
function refuseSlip(name: string, { adapters }: Catalogue): void {
  const names = adapters.map(each => each.name)
  const near = name.length < SHORTEST ? null : suggest(name, names)
  if (near === null) return
  throw new FailureError({
    kind: 'usage',
    what: `There is no agent ${name}.`,
    hint: `Did you mean ${near}? To use another program, define it as an agent in the configuration (docs/agents.md).`,
  })
}

/**
 * Whether the agent's usual command is used even for a headless start: the agent has no headless mode, but takes the
 * prompt as an argument or on stdin, so the command is expected to end by itself.
 */
function endsByItself({ headless, pane }: Adapter): boolean {
  return !headless && pane.prompt !== 'typed'
}

function notInstalled(
  { name, find }: Adapter,
  host: string,
  others: readonly { readonly name: string }[],
): Failure {
  const names = [...new Set(others.map(other => other.name))]
  const choice =
    names.length > 0 ? ` Or choose an agent that ${host} has: ${names.join(', ')}.` : ''
  return makeFailure({
    kind: 'missing',
    host,
    what: `The agent ${name} is not installed on the host.`,
    why: `${find?.commands.join(' or ')} was not found in ${SEARCHED_PLACES}`,
    hint: isInstallable(name)
      ? `Install the agent: \`fleetmux install ${name} --on ${host}\`.${choice}`
      : `Install ${name} on ${host}.${choice}`,
  })
}
