import type { HostFiles } from '../state/files/host-files.ts'
import type { HostCommands } from '../state/host-commands/host-command.ts'
import type { Benchmarks } from '../state/benchmarks/benchmarks-handle.ts'
import type { Check } from '../state/model/check.ts'
import type { HostAgents } from '../state/model/host-agents.ts'
import { THIS_MACHINE } from '../state/model/host-config.ts'
import type { Playbooks } from '../state/playbooks/playbook-order.ts'
import type { Runs } from '../state/runs/order.ts'
import type { SharedHistory } from '../state/shared-history/shared-history.ts'
import type { Lend } from './attach/hand-over-terminal.ts'
import type { Config } from './config/config.ts'
import { createHostWays, type HostWaysOptions } from './host-ways.ts'
import type { OpenRuns } from './runs/runs.ts'

export interface HostRequestsOptions extends HostWaysOptions {
  /** As it is by now: with the person's own agents, and what they said of runs. */
  readonly config: () => Config
  /** Gives the person's terminal to their editor. */
  readonly lend: Lend
}

/** What is asked of hosts without a session: over transports of its own, which are made when something is asked. */
export interface HostRequests {
  agentNames(): Promise<readonly string[]>
  agentsOn(host: string): Promise<HostAgents>
  /** The agents of this machine, and which of their keys are set. */
  checkAgents(): Promise<readonly Check[]>
  /** The runs of all hosts, made when they are asked for. */
  runs(): Promise<Runs>
  /** Commands on hosts, each in its person's shell there. */
  commands(): Promise<HostCommands>
  /** What was asked and done in projects on hosts. */
  history(): Promise<SharedHistory>
  /** Files on hosts. */
  files(): Promise<HostFiles>
  /** Playbooks that run on hosts. */
  playbooks(): Promise<Playbooks>
  /** The benchmarks of this machine, made when they are asked for. */
  benchmarks(): Promise<Benchmarks>
  close(): Promise<void>
}

export function createHostRequests(options: HostRequestsOptions): HostRequests {
  const opened = new Set<Promise<HostAgents>>()
  const ways = createHostWays(options)
  let runs: Promise<OpenRuns> | null = null
  let benchmarks: Promise<Benchmarks> | null = null

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
    })
  }

  function theRuns(): Promise<OpenRuns> {
    runs ??= openRuns()
    return runs
  }

  async function openBenchmarks(): Promise<Benchmarks> {
    const [{ config, to }, { createBenchmarks }, { catalogueOf }] = await Promise.all([
      ways.open(),
      import('./benchmarks/benchmarks.ts'),
      import('./agents/custom.ts'),
    ])
    return createBenchmarks({
      environment: options.env,
      catalogue: () => catalogueOf(options.config().agents),
      config,
      transport: to,
      runs: await theRuns(),
    })
  }

  return {
    runs: theRuns,
    benchmarks() {
      benchmarks ??= openBenchmarks()
      return benchmarks
    },
    commands: async () => {
      const { createHostCommands } = await import('./host-commands/host-commands.ts')
      return createHostCommands(await ways.open())
    },
    history: async () => {
      const { createSharedHistory } = await import('./shared-history/shared-history.ts')
      return createSharedHistory(await ways.open(), options.env)
    },
    files: async () => {
      const { createHostFiles } = await import('./host-files/host-files.ts')
      return createHostFiles({ ways: await ways.open(), env: options.env, lend: options.lend })
    },
    playbooks: async () => {
      const { createPlaybooks } = await import('./playbooks/playbooks.ts')
      const { catalogueOf } = await import('./agents/custom.ts')
      return createPlaybooks(await ways.open(), () => catalogueOf(options.config().agents))
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
      await (await benchmarks)?.close()
      await (await runs)?.close()
      await ways.close()
      // One that could not be opened has told why already.
      await Promise.allSettled([...opened].map(async each => (await each).close()))
    },
  }
}
