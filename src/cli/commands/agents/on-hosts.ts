import { boundedParallel } from '../../../state/host-commands/bounded-parallel.ts'
import { failureJson } from '../../../state/json/failure-json.ts'
import type { HostAgents } from '../../../state/model/agents/host-agents.ts'
import { type Failure, sentence, toFailure } from '../../../state/model/failure.ts'
import type { Call } from '../../command/command.ts'
import { type Opened, openHosts } from '../../recipients/host-selection.ts'

/** The result of the work on one host. */
export interface OnHost<T> {
  readonly host: string
  readonly value: T | null
  readonly failure: Failure | null
}

type Work<T> = (agents: HostAgents, host: string) => Promise<T>

/** Maximum number of hosts in parallel: each has its own connection, and some work takes minutes. */
const AT_ONCE = 8

/**
 * Runs the work on every host that --on or --remote names; if no host is named, on this machine. A failure on one host
 * is printed immediately and does not stop the others.
 * @throws FailureError (usage) if --on matches no host.
 */
export async function onHosts<T>(call: Call, work: Work<T>): Promise<readonly OnHost<T>[]> {
  return onEach(call, await openHosts(call), work)
}

/**
 * Runs the work on each of the given hosts, several at a time. A failure on one host is printed and does not stop the
 * others.
 */
export function onEach<T>(
  call: Call,
  { fleet, hosts }: Opened,
  work: Work<T>,
): Promise<readonly OnHost<T>[]> {
  return boundedParallel(AT_ONCE, hosts, async host => {
    try {
      return { host, value: await work(await fleet.requests.agentsOn(host), host), failure: null }
    } catch (thrown) {
      const failure = toFailure(thrown, host)
      call.say(`fleetmux: ${sentence(failure)}`)
      return { host, value: null, failure }
    }
  })
}

/** The failures of all hosts as JSON. */
export function failuresJson(all: readonly OnHost<unknown>[]): readonly unknown[] {
  return all.flatMap(({ failure }) => (failure ? [failureJson(failure)] : []))
}
