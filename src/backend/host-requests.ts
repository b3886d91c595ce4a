import type { Check } from '../state/model/check.ts'
import type { HostAgents } from '../state/model/host-agents.ts'
import { THIS_MACHINE } from '../state/model/host-config.ts'
import type { Runs } from '../state/runs/order.ts'
import type { Config } from './config/config.ts'
import { createHostWays, type HostWaysOptions } from './host-ways.ts'
import type { OpenRuns } from './runs/runs.ts'

export interface HostRequestsOptions extends HostWaysOptions {
  /** As it is by now: with the person's own agents, and what they said of runs. */
  readonly config: () => Config
  /** A run was started on that host: it keeps runs from now on. */
  readonly started: (host: string) => void
}

/** What is asked of hosts without a session: over transports of its own, which are made when something is asked. */
export interface HostRequests {
  agentNames(): Promise<readonly string[]>
  agentsOn(host: string): Promise<HostAgents>
  /** The agents of this machine, and which of their keys are set. */
  checkAgents(): Promise<readonly Check[]>
  /** The runs of all hosts, made when they are asked for. */
  runs(): Promise<Runs>
  close(): Promise<void>
}

export function createHostRequests(options: HostRequestsOptions): HostRequests {
  const opened = new Set<Promise<HostAgents>>()
  const ways = createHostWays(options)
  let runs: Promise<OpenRuns> | null = null

  const catalogue = async () => {
    const { catalogueOf } = await import('./agents/custom.ts')
    return catalogueOf(options.config().agents)
  }

  async function open(host: string): Promise<HostAgents> {
    const [{ own }, { createHostAgents }] = await Promise.all([
      ways.open(),
      import('./agents/host-agents.ts'),
    ])
    return createHostAgents(own(host), await catalogue())
  }

  function agentsOn(host: string): Promise<HostAgents> {
    const agents = open(host)
    opened.add(agents)
    return agents
  }

  async function openRuns(): Promise<OpenRuns> {
    const [{ config, to }, { createRuns }, { catalogueOf }] = await Promise.all([
      ways.open(),
      import('./runs/runs.ts'),
      import('./agents/custom.ts'),
    ])
    return createRuns({
      environment: options.env,
      catalogue: () => catalogueOf(options.config().agents),
      settings: () => options.config().runs,
      config,
      transport: to,
      started: options.started,
    })
  }

  return {
    runs() {
      runs ??= openRuns()
      return runs
    },
    agentsOn,
    agentNames: async () => (await catalogue()).adapters.map(({ name }) => name),
    async checkAgents() {
      const [{ checkAgents }, { adapters }] = await Promise.all([
        import('./agents/check-agents.ts'),
        catalogue(),
      ])
      const names = adapters.map(({ name }) => name)
      return checkAgents(await agentsOn(THIS_MACHINE), names, options.env)
    },
    async close() {
      await (await runs)?.close()
      await ways.close()
      // One that could not be opened has told why already.
      await Promise.allSettled([...opened].map(async each => (await each).close()))
    },
  }
}
