import type { HostWord } from '../state/files/host-files.ts'
import type { WrittenPath } from '../state/files/written-path.ts'
import type { OnHosts, OutputPiece } from '../state/fleet-handle.ts'
import type { HostAgents } from '../state/model/agents/host-agents.ts'
import type { Check } from '../state/model/check.ts'
import { THIS_MACHINE } from '../state/model/host-config.ts'
import type { SessionRecord } from '../state/model/tracked-session.ts'
import type { Config } from './config/config.ts'
import { createHostTransports, type HostTransportsOptions } from './host-transports.ts'
import type { OpenRuns } from './runs/runs.ts'
import type { Lend } from './terminal/hand-over-terminal.ts'

export interface HostRequestsOptions extends HostTransportsOptions {
  /** The current configuration, including the user's own agents and the settings of runs. */
  readonly config: () => Config
  /** Gives the terminal to the user's editor until the editor exits. */
  readonly lend: Lend
  /** Called with a host's name after a run was started on that host. */
  readonly started: (host: string) => void
}

/**
 * Requests to hosts that work without the host's connection (the channel to its tmux). They use transports of their
 * own, which are created at the first request.
 */
export interface HostRequests extends OnHosts {
  readOutput(record: SessionRecord, offset: number): Promise<OutputPiece | null>
  /**
   * Shell completion: completes a path, session or program name on a host, over an ssh connection that is open already.
   */
  completeWord(word: HostWord): Promise<readonly WrittenPath[]>
  agentNames(): Promise<readonly string[]>
  agentsOn(host: string): Promise<HostAgents>
  /** Checks which agents this machine has, and which of their API key variables are set. */
  checkAgents(): Promise<readonly Check[]>
  close(): Promise<void>
}

export function createHostRequests(options: HostRequestsOptions): HostRequests {
  const { env } = options
  const opened = new Set<Promise<HostAgents>>()
  const ways = createHostTransports(options)

  const catalogue = async () => {
    const { catalogueOf } = await import('./agents/custom.ts')
    return () => catalogueOf(options.config().agents)
  }

  async function open(host: string): Promise<HostAgents> {
    const [{ own }, { createHostAgents }] = await Promise.all([
      ways.open(),
      import('./agents/host-agents.ts'),
    ])
    return createHostAgents(own(host), (await catalogue())())
  }

  function agentsOn(host: string): Promise<HostAgents> {
    const agents = open(host)
    opened.add(agents)
    return agents
  }

  const runs = once(async (): Promise<OpenRuns> => {
    const { createRuns } = await import('./runs/runs.ts')
    const { config, to: transport } = await ways.open()
    const settings = () => options.config().runs
    return createRuns({
      environment: env,
      catalogue: await catalogue(),
      settings,
      config,
      transport,
      started: options.started,
    })
  })

  const worktrees = once(async () => {
    const { createWorktrees } = await import('./worktrees/worktrees.ts')
    const { config, to: transport } = await ways.open()
    const settings = () => options.config().work
    return createWorktrees({ environment: env, settings, runs: runs.get, config, transport })
  })

  const benchmarks = once(async () => {
    const { createBenchmarks } = await import('./benchmarks/benchmarks.ts')
    const { config, to: transport } = await ways.open()
    const base = { environment: env, catalogue: await catalogue(), config, transport }
    return createBenchmarks({ ...base, runs: await runs.get() })
  })

  const commands = once(async () => {
    const { createHostCommands } = await import('./host-commands/host-commands.ts')
    return createHostCommands(await ways.open())
  })

  const history = once(async () => {
    const { createSharedHistory } = await import('./shared-history/shared-history.ts')
    return createSharedHistory(await ways.open(), env)
  })

  const files = once(async () => {
    const { createHostFiles } = await import('./host-files/host-files.ts')
    return createHostFiles({ ways: await ways.open(), env, lend: options.lend })
  })

  const playbooks = once(async () => {
    const { createPlaybooks } = await import('./playbooks/playbooks.ts')
    return createPlaybooks(await ways.open(), await catalogue(), worktrees.get, env)
  })

  /**
   * Uses a new transport for each call: the address of a machine behind a tunnel changes when the tunnel is reopened.
   */
  async function readOutput(record: SessionRecord, offset: number): Promise<OutputPiece | null> {
    const read = await import('./track/output-log.ts')
    const way = (await ways.open()).own(record.host)
    try {
      return await read.readOutput(way, record, offset)
    } finally {
      await way.close()
    }
  }

  return {
    runs: runs.get,
    worktrees: worktrees.get,
    benchmarks: benchmarks.get,
    commands: commands.get,
    history: history.get,
    files: files.get,
    playbooks: playbooks.get,
    agentsOn,
    readOutput,
    // This loads less than `files`, because a user waits for it at each press of Tab.
    async completeWord(word) {
      const { completeWord } = await import('./host-files/complete-names.ts')
      return completeWord(await ways.open(), word)
    },
    agentNames: async () => (await catalogue())().adapters.map(({ name }) => name),
    async checkAgents() {
      const { checkAgents } = await import('./agents/check-agents.ts')
      const names = (await catalogue())().adapters.map(({ name }) => name)
      return checkAgents(await agentsOn(THIS_MACHINE), names, env)
    },
    async close() {
      await (await benchmarks.opened())?.close()
      await (await runs.opened())?.close()
      await ways.close()
      // If creating one of these services has failed, the request that needed it has reported the error: ignored here.
      await Promise.allSettled([...opened].map(async each => (await each).close()))
    },
  }
}

/**
 * Creates a value at the first `get` and returns the same value afterwards. `opened` returns the value if it was
 * created, otherwise null.
 */
function once<T>(make: () => Promise<T>): { get(): Promise<T>; opened(): Promise<T> | null } {
  let made: Promise<T> | null = null
  return {
    get() {
      made ??= make()
      return made
    },
    opened: () => made,
  }
}
