import type { Fleet, FleetOptions } from '../state/fleet-handle.ts'
import { nameOfHost } from '../state/hosts/name.ts'
import { initialState } from '../state/initial.ts'
import type { HostConfig } from '../state/model/host-config.ts'
import type { Event } from '../state/model/messages/event.ts'
import type { Message } from '../state/model/messages/step.ts'
import type { Settings } from '../state/model/settings/settings.ts'
import type { State } from '../state/model/state.ts'
import { createStore, type Face, FLEET_ALONE } from '../state/store.ts'
import { steadyNow } from './clock.ts'
import { atmuxPlaces, readAtmux } from './config/atmux-config.ts'
import type { Connection } from './connection/connection.ts'
import { fingerprintOf } from './files/file-fingerprint.ts'
import { aliasesOf, allHosts, toRoomy } from './fleet-hosts.ts'
import { createHostRequests } from './host-requests.ts'
import { createCompletion } from './ipc/borrow-completion.ts'
import { readFingerprintedConfig } from './ipc/config-fingerprint.ts'
import { createBorrowing } from './ipc/executor.ts'
import { findIpcServers } from './ipc/ipc-client.ts'
import { createOwnPanes } from './ipc/own-panes.ts'
import { createRouteKeys } from './ipc/route-key.ts'
import { readOwnPane } from './own-pane.ts'
import { createPaneReads } from './pane-reads.ts'
import { PROGRAM_VERSION } from './program-version.ts'
import type { Backend } from './run.ts'
import { createPaneFiles } from './send/pane-file.ts'
import { createPaneLocks } from './send/pane-lock.ts'
import { startStoreTrace } from './store-trace.ts'

/**
 * Opens the fleet for a command of the CLI, which has no screen. @throws FailureError if the configuration cannot be
 * read.
 */
export function openFleet(options: FleetOptions): Promise<Fleet> {
  return openFleetFor(options, FLEET_ALONE)
}

/**
 * Creates the store, the executor of commands, and the connections to hosts. With `watch` (a screen or server that
 * stays open) the process makes its own connections and lets other fleetmux processes use them. Without `watch`, or
 * with `borrows`, it uses the connections of another fleetmux process, if one has them open.
 * @throws FailureError if the configuration cannot be read.
 */
export async function openFleetFor<S extends State, M extends { readonly type: string }>(
  options: FleetOptions,
  face: Face<S, M | Message>,
): Promise<Fleet<S, M | Message>> {
  const env = process.env
  const stays = options.watch === true
  const borrows = !stays || options.borrows === true
  const lenders = borrows ? await findIpcServers(env, PROGRAM_VERSION) : []
  let config = lenders.find(lender => lender.config)?.config ?? (await readFingerprintedConfig(env))
  const here = readOwnPane(env)
  const atmux = options.only ? [] : readAtmux(atmuxPlaces(env, process.cwd()))
  const quit = Promise.withResolvers<void>()
  const initial = face.begin(initialState())
  const sshConfig = options.sshConfig ?? config.value.sshConfig
  const { remotes = [] } = options
  const aliases = await aliasesOf(config.value, options.only ? [] : remotes, sshConfig)
  const nameIn = (written: string) => aliases.get(written) ?? written
  const links = new Map<string, Connection>()
  const paneLocks = createPaneLocks(createPaneFiles(env))
  /** Configuration warnings that were shown already: each is shown only once. */
  const told = new Set<string>()

  async function openOwn(dispatch: (event: Event) => void): Promise<Backend> {
    const [{ createBackend }, { createConnections }, { catalogueOf }] = await Promise.all([
      import('./run.ts'),
      import('./connections.ts'),
      import('./agents/custom.ts'),
    ])
    const catalogue = () => catalogueOf(config.value.agents)
    const ways = createConnections({
      env,
      ...(sshConfig && { sshConfig }),
      settings: () => store.getState().settings,
      catalogue,
      dispatch,
      numberOf: host => store.getState().hosts.get(host)?.connection ?? 0,
    })
    return createBackend({
      dispatch,
      getState: () => store.getState(),
      lend: run => fleet.lend(run),
      runs: () => onHosts.runs(),
      catalogue,
      paneLocks,
      here,
      ...(sshConfig && { sshConfig }),
      quit: quit.resolve,
      talks: () => fleet,
      history: () => onHosts.history(),
      worktrees: () => onHosts.worktrees(),
      files: () => onHosts.files(),
      playbooks: () => onHosts.playbooks(),
      benchmarks: () => onHosts.benchmarks(),
      transport: ways.transport,
      createLink(host) {
        const link = ways.link(host)
        links.set(host.name, link)
        borrowing.opened(host.name)
        return link
      },
    })
  }

  const dispatch = (event: Event) => {
    reads.heard(event)
    const before = store.getState().hosts
    store.dispatch(event)
    // Only a screen or server connects to each newly found tmux server. A command of the CLI connects only to the tmux
    // servers that it was asked for.
    if (stays && event.type === 'other-server')
      for (const name of store.getState().hosts.keys())
        if (!before.has(name)) store.dispatch({ type: 'dial', host: name })
  }
  const reads = createPaneReads(command => backend.run(command))
  const ways = createRouteKeys(env, sshConfig)
  const borrowing = createBorrowing({
    ...{ lenders, ways },
    ours: createOwnPanes(here),
    dispatch,
    own: openOwn,
    quit: quit.resolve,
    stays,
  })
  const backend = borrows ? borrowing : await openOwn(dispatch)
  const recording = startStoreTrace(env, initial)
  const store = createStore({
    initial,
    update: face.update,
    run: backend.run,
    now: steadyNow,
    ...(recording && { tap: recording.tap }),
  })

  function configure(): readonly HostConfig[] {
    const hosts = options.only
      ? remotes.map(toRoomy)
      : allHosts(config.value, atmux, remotes.map(nameIn))
    const settings: Settings = {
      ...initial.settings,
      ...config.value.settings,
      ...(here.server > 0 && { inTmux: true }),
      ...(options.only && { pretends: true as const }),
      directory: options.directory ?? process.cwd(),
      ...(env['NO_COLOR'] && { theme: 'none' }),
      ...(options.deadline !== undefined && { deadline: options.deadline }),
    }
    store.dispatch({ type: 'configured', hosts, settings })
    for (const text of config.value.warnings) {
      if (!told.has(text)) store.dispatch({ type: 'warned', text })
      told.add(text)
    }
    return hosts.filter(host => !host.disabled)
  }

  async function keepConfigured(): Promise<() => Promise<void>> {
    const { watchConfig } = await import('./config/watch-config.ts')
    return watchConfig(
      config.path,
      (edited, isMended) => {
        const before = new Set([...store.getState().hosts.keys()])
        config = { ...config, stamp: fingerprintOf(config.path), value: edited }
        store.dispatch({ type: 'read-agents' })
        for (const host of configure())
          if (!before.has(host.name)) store.dispatch({ type: 'dial', host: host.name })
        if (isMended) store.dispatch({ type: 'did', text: `${config.path} is valid again.` })
      },
      failure => store.dispatch({ type: 'failed', failure }),
    )
  }

  async function lendLinks(): Promise<() => Promise<void>> {
    const [{ serveFleet }, { catalogueOf }] = await Promise.all([
      import('./ipc/serve-fleet.ts'),
      import('./agents/custom.ts'),
    ])
    let known = { agents: config.value.agents, catalogue: catalogueOf(config.value.agents) }
    const catalogue = () => {
      const { agents } = config.value
      if (agents !== known.agents) known = { agents, catalogue: catalogueOf(agents) }
      return known.catalogue
    }
    return serveFleet({
      env,
      version: PROGRAM_VERSION,
      ...(sshConfig && { sshConfig }),
      store,
      here,
      link: host => (borrowing.outlives(host) ? undefined : links.get(host)),
      paneLocks,
      catalogue,
      files: () => onHosts.files(),
      history: () => onHosts.history(),
      config: () => config,
    })
  }

  async function remember(): Promise<() => void> {
    const { keepLastSeen } = await import('./last-seen.ts')
    return options.only ? () => {} : keepLastSeen(store, PROGRAM_VERSION, env)
  }

  const hosts = configure()
  const onHosts = createHostRequests({
    env,
    ...(sshConfig && { sshConfig }),
    getState: () => store.getState(),
    config: () => config.value,
    lend: run => fleet.lend(run),
    started: host => store.dispatch({ type: 'keeps-runs', host }),
  })
  const ends = stays ? await Promise.all([keepConfigured(), lendLinks(), remember()]) : []
  const fleet: Fleet<S, M | Message> = {
    store,
    hosts,
    nameOf: written => nameOfHost(configs(store.getState()), nameIn(written)),
    quit: quit.promise,
    outlives: host => borrowing.outlives(host),
    lend: run => run(),
    requests: {
      checkThisMachine: async () => {
        const { checkThisMachine } = await import('./check-this-machine.ts')
        const checks = await Promise.all([checkThisMachine(), onHosts.checkAgents()])
        return checks.flat()
      },
      configValues: async () =>
        (await import('./config/values.ts')).readValues(configs(store.getState())),
      readPane: (target, options) =>
        reads.read(target, options, store.getState().settings.deadline),
      readOutput: onHosts.readOutput,
      completeWord: createCompletion({ lenders, ways, store, onHosts }),
      agentNames: onHosts.agentNames,
      agentsOn: onHosts.agentsOn,
    },
    onHosts,
    async close() {
      await Promise.all(ends.map(end => end()))
      await onHosts.close()
      await backend.close()
      recording?.end(store.getState())
    },
  }
  return fleet
}

function configs({ hosts }: State): readonly HostConfig[] {
  return [...hosts.values()].map(host => host.config)
}
