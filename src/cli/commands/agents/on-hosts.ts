import { failureJson } from '../../../state/json/failure-json.ts'
import type { HostAgents } from '../../../state/model/agents/host-agents.ts'
import { type Failure, sentence, toFailure } from '../../../state/model/failure.ts'
import type { Call } from '../../command/command.ts'
import { boundedParallel } from '../../connect/bounded-parallel.ts'
import { type Opened, openHosts } from '../../recipients/host-selection.ts'

/** What came of one host. */
export interface OnHost<T> {
  readonly host: string
  readonly value: T | null
  readonly failure: Failure | null
}

type Work<T> = (agents: HostAgents, host: string) => Promise<T>

/** Hosts that are worked on side by side: each has a way of its own, and some work takes minutes. */
const AT_ONCE = 8

/**
 * Does the work on every host that --on or --remote names, else on this machine. One host's failure stops no other,
 * and is told as it comes. @throws FailureError (usage) where --on names no host.
 */
export async function onHosts<T>(call: Call, work: Work<T>): Promise<readonly OnHost<T>[]> {
  return onEach(call, await openHosts(call), work)
}

/** The same on hosts that are known already. */
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

/** The failures among what came of the hosts, as JSON has them. */
export function failuresJson(all: readonly OnHost<unknown>[]): readonly unknown[] {
  return all.flatMap(({ failure }) => (failure ? [failureJson(failure)] : []))
}
