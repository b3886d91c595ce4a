import { FailureError, type FailureText, toFailure } from '../../state/model/failure.ts'
import { unlessAborted } from '../clock.ts'
import type { Connection } from '../connection/connection.ts'
import type { AgentPlan } from './agent-plan.ts'

/**
 * Looks for the command of an agent that fleetmux does not know, before the repository is packed: any command may be an
 * agent, but most such names are mistakes. Hosts that do not answer are skipped here, because the launch itself reports
 * them.
 * @throws FailureError if no host that answers has the command, or if there is no host to ask.
 */
export async function expectAgent(
  plan: AgentPlan,
  {
    hosts,
    known,
    reach,
    signal,
  }: {
    readonly hosts: readonly string[]
    /** The names of all known agents. */
    readonly known: readonly string[]
    readonly reach: (host: string) => Promise<Connection>
    readonly signal: AbortSignal
  },
): Promise<void> {
  const asked = hosts.map(async host => plan.find((await reach(host)).transport))
  const answers = await unlessAborted(signal, Promise.allSettled(asked))
  if (answers.some(each => each.status === 'fulfilled')) return
  const failures = answers.map(each => toFailure(each.status === 'rejected' && each.reason))
  const missing = failures.filter(({ kind }) => kind === 'missing')
  if (failures.length > missing.length) return
  const [only] = missing
  throw new FailureError(only && missing.length === 1 ? only : nowhere(plan, hosts, known))
}

function nowhere(
  { adapter: { name } }: AgentPlan,
  hosts: readonly string[],
  known: readonly string[],
): FailureText {
  const why = hosts.length > 0 ? `none of ${hosts.join(', ')} has such a command` : undefined
  return {
    kind: 'usage',
    what: `There is no agent ${name}.`,
    hint: `Known agents: ${known.join(', ')}. To use another program, define it as an agent in the configuration (docs/agents.md).`,
    ...(why !== undefined && { why }),
  }
}
