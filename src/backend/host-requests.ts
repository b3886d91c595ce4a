import { noSuchHost, switchedOff } from '../state/hosts/host.ts'
import type { Check } from '../state/model/check.ts'
import { FailureError } from '../state/model/failure.ts'
import type { HostAgents } from '../state/model/host-agents.ts'
import { type HostConfig, THIS_MACHINE } from '../state/model/host-config.ts'
import type { State } from '../state/model/state.ts'
import type { Runs } from '../state/runs/order.ts'
import type { Config } from './config/config.ts'
import type { OpenRuns } from './runs/runs.ts'
import type { Transport } from './transport/transport.ts'

export interface HostRequestsOptions {
  readonly env: NodeJS.ProcessEnv
  readonly sshConfig?: string
  readonly getState: () => State
  /** As it is by now: with the person's own agents, and what they said of runs. */
  readonly config: () => Config
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
  let making: Promise<(host: HostConfig) => Transport> | null = null
  let runs: Promise<OpenRuns> | null = null

  const catalogue = async () => {
    const { catalogueOf } = await import('./agents/custom.ts')
    return catalogueOf(options.config().agents)
  }

  async function open(host: string): Promise<HostAgents> {
    const config = configOf(options.getState(), host)
    making ??= makeTransports(options)
    const [transport, { createHostAgents }] = await Promise.all([
      making,
      import('./agents/host-agents.ts'),
    ])
    return createHostAgents(transport(config), await catalogue())
  }

  function agentsOn(host: string): Promise<HostAgents> {
    const agents = open(host)
    opened.add(agents)
    return agents
  }

  async function openRuns(): Promise<OpenRuns> {
    making ??= makeTransports(options)
    const [transport, { createRuns }, { catalogueOf }] = await Promise.all([
      making,
      import('./runs/runs.ts'),
      import('./agents/custom.ts'),
    ])
    return createRuns({
      environment: options.env,
      catalogue: () => catalogueOf(options.config().agents),
      settings: () => options.config().runs,
      config: host => configOf(options.getState(), host),
      transport,
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
      // One that could not be opened has told why already.
      await Promise.allSettled([...opened].map(async each => (await each).close()))
    },
  }
}

async function makeTransports({
  env,
  sshConfig,
  getState,
}: HostRequestsOptions): Promise<(host: HostConfig) => Transport> {
  const { createTransports } = await import('./connections.ts')
  return createTransports({
    env,
    ...(sshConfig && { sshConfig }),
    settings: () => getState().settings,
  })
}

/** @throws FailureError where the host is not in the fleet, or is switched off. */
function configOf({ hosts }: State, name: string): HostConfig {
  const config = hosts.get(name)?.config
  if (!config) throw new FailureError(noSuchHost(name))
  if (config.disabled) throw new FailureError(switchedOff(name))
  return config
}
