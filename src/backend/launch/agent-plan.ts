import { type Failure, FailureError, makeFailure } from '../../state/model/failure.ts'
import type { LaunchOrder } from '../../state/model/launch.ts'
import { suggest } from '../../state/text/suggest.ts'
import type { Adapter, PromptWay } from '../agents/adapter.ts'
import { anyCommand, type Catalogue } from '../agents/catalogue.ts'
import { findAgents } from '../agents/find.ts'
import { launchArgs } from '../agents/launch.ts'
import { SEARCHED } from '../transport/search-path.ts'
import type { Transport } from '../transport/transport.ts'

/** A program on a host. */
export interface Located {
  /** Absolute, or ''. */
  readonly path: string
  /** The PATH on which it was found. */
  readonly searchPath: string
}

/** How one agent is found and started. */
export interface AgentPlan {
  readonly adapter: Adapter
  /**
   * The agent's command line for the program at `path`, and how the prompt is passed.
   * @throws FailureError if the agent has no option for something in the order.
   */
  words(
    order: LaunchOrder,
    path: string,
  ): { readonly argv: readonly string[]; readonly prompt: PromptWay | 'none' }
  /**
   * Finds the agent on a host; an empty path if it needs no search.
   * @throws FailureError if it is not installed. Nothing is sent to the host then.
   */
  find(transport: Transport): Promise<Located>
}

export function planFor(name: string, catalogue: Catalogue): AgentPlan {
  const known = catalogue.get(name)
  if (!known) refuseSlip(name, catalogue)
  const adapter = known ?? anyCommand(name)
  return {
    adapter,
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

/** Fewest letters of a name that is checked for a slip. */
const SHORTEST = 4

/** Any command may be an agent, but a name close to a known agent's is probably a typing error. @throws FailureError */
function refuseSlip(name: string, { adapters }: Catalogue): void {
  const names = adapters.map(each => each.name)
  const near = name.length < SHORTEST ? null : suggest(name, names)
  if (near === null) return
  throw new FailureError({
    kind: 'usage',
    what: `There is no agent ${name}.`,
    hint: `Did you mean ${near}? A command of another name goes into the configuration as an agent (docs/agents.md).`,
  })
}

/** An agent without a headless mode runs in its usual mode, if it takes the prompt without typing. */
function endsByItself({ headless, pane }: Adapter): boolean {
  return !headless && pane.prompt !== 'typed'
}

function notInstalled(
  { name, find }: Adapter,
  host: string,
  others: readonly { readonly name: string }[],
): Failure {
  const names = [...new Set(others.map(other => other.name))]
  const choice = names.length > 0 ? `, or choose one of ${names.join(', ')}` : ''
  return makeFailure({
    kind: 'missing',
    host,
    what: `The agent ${name} is not installed there.`,
    why: `neither ${SEARCHED} have ${find?.commands.join(' or ')}`,
    hint: `Install it on ${host}${choice}.`,
  })
}
