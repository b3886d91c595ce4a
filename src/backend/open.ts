import pkg from '../../package.json' with { type: 'json' }
import { parseAddress } from '../state/address.ts'
import type { Event } from '../state/event.ts'
import { type HostConfig, THIS_MACHINE } from '../state/host-config.ts'
import { nameOfHost } from '../state/host-name.ts'
import { initialState } from '../state/initial.ts'
import type { State } from '../state/model.ts'
import type { Settings } from '../state/settings.ts'
import { createStore } from '../state/store.ts'
import type { Fleet, FleetOptions } from '../state/world.ts'
import { atmuxPlaces, readAtmux } from './atmux-config.ts'
import { lendersFor } from './borrow/borrower.ts'
import { createBorrowing } from './borrow/executor.ts'
import { createOurs } from './borrow/ours.ts'
import { createWays } from './borrow/place.ts'
import { readStamped } from './borrow/stamped.ts'
import { steadyNow } from './clock.ts'
import type { Config } from './config.ts'
import { readHere } from './here.ts'
import type { Link } from './host/link.ts'
import { startRecording } from './recording.ts'
import type { Backend } from './run.ts'
import { createTurns } from './send/turn.ts'
import { stampOf } from './stamp.ts'

/** Sessions from prompts on one pretend host. */
const ROOM = 4

/**
 * Puts store, executor and links together. A fleet that stays open (`watch`) has links of its own and lends
 * them; any other borrows what is lent. @throws FailureError on a configuration that cannot be read.
 */
export async function openFleet(options: FleetOptions): Promise<Fleet> {
  const env = process.env
  const stays = options.watch === true
  const lenders = stays ? [] : await lendersFor(env, pkg.version)
  let config = lenders.find(lender => lender.config)?.config ?? (await readStamped(env))
  const here = readHere(env)
  const atmux = options.only ? [] : readAtmux(atmuxPlaces(env, process.cwd()))
  const quit = Promise.withResolvers<void>()
  const initial = initialState({ columns: 80, rows: 24, ...(!stays && { unseen: true }) })
  const sshConfig = options.sshConfig ?? config.value.sshConfig
  const links = new Map<string, Link>()
  const turns = createTurns()
  /** What the configuration was warned of: once is enough. */
  const told = new Set<string>()

  async function openOwn(dispatch: (event: Event) => void): Promise<Backend> {
    const [{ createBackend }, { createLinks }, { catalogueOf }] = await Promise.all([
      import('./run.ts'),
      import('./fleet.ts'),
      import('./agent/custom.ts'),
    ])
    const catalogue = () => catalogueOf(config.value.agents)
    const ways = createLinks({
      env,
      ...(sshConfig && { sshConfig }),
      settings: () => store.getState().settings,
      catalogue,
      dispatch,
    })
    return createBackend({
      dispatch,
      getState: () => store.getState(),
      lend: run => fleet.lend(run),
      catalogue,
      turns,
      here,
      ...(sshConfig && { sshConfig }),
      quit: quit.resolve,
      transport: ways.transport,
      createLink(host) {
        const link = ways.link(host)
        links.set(host.name, link)
        return link
      },
    })
  }

  const dispatch = (event: Event) => store.dispatch(event)
  const borrowing = createBorrowing({
    lenders,
    ways: createWays(env, sshConfig),
    ours: createOurs(here),
    dispatch,
    own: openOwn,
    quit: quit.resolve,
  })
  const backend = stays ? await openOwn(dispatch) : borrowing
  const recording = startRecording(env, initial)
  const store = createStore({
    initial,
    run: backend.run,
    now: steadyNow,
    ...(recording && { tap: recording.tap }),
  })

  function configure(): readonly HostConfig[] {
    const hosts = options.only
      ? (options.remotes ?? []).map(toRoomy)
      : allHosts(config.value, atmux, options.remotes ?? [])
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
    const { watchConfig } = await import('./config.ts')
    return watchConfig(
      config.path,
      edited => {
        const before = new Set([...store.getState().hosts.keys()])
        config = { ...config, stamp: stampOf(config.path), value: edited }
        store.dispatch({ type: 'read-agents' })
        for (const host of configure())
          if (!before.has(host.name)) store.dispatch({ type: 'dial', host: host.name })
      },
      failure => store.dispatch({ type: 'failed', failure }),
    )
  }

  async function lendLinks(): Promise<() => Promise<void>> {
    const [{ startLending }, { catalogueOf }] = await Promise.all([
      import('./borrow/lending.ts'),
      import('./agent/custom.ts'),
    ])
    let known = { agents: config.value.agents, catalogue: catalogueOf(config.value.agents) }
    const catalogue = () => {
      const { agents } = config.value
      if (agents !== known.agents) known = { agents, catalogue: catalogueOf(agents) }
      return known.catalogue
    }
    return startLending({
      env,
      version: pkg.version,
      ...(sshConfig && { sshConfig }),
      store,
      here,
      link: host => links.get(host),
      turns,
      catalogue,
      config: () => config,
    })
  }

  async function remember(): Promise<() => void> {
    const { keepLastSeen } = await import('./last-seen.ts')
    return options.only ? () => {} : keepLastSeen(store, pkg.version, env)
  }

  const hosts = configure()
  const ends = stays ? await Promise.all([keepConfigured(), lendLinks(), remember()]) : []
  const fleet: Fleet = {
    store,
    hosts,
    nameOf: written => nameOfHost(configs(store.getState()), written),
    quit: quit.promise,
    outlives: host => borrowing.outlives(host),
    lend: run => run(),
    async close() {
      await Promise.all(ends.map(end => end()))
      await backend.close()
      recording?.end(store.getState())
    },
  }
  return fleet
}

function configs({ hosts }: State): readonly HostConfig[] {
  return [...hosts.values()].map(host => host.config)
}

/** This machine, the configuration's hosts, atmux's, and those of the command line: each only where none before has its name. */
function allHosts(
  config: Config,
  atmux: readonly HostConfig[],
  remotes: readonly string[],
): HostConfig[] {
  const here: HostConfig = { name: THIS_MACHINE, transport: 'local', ...config.local }
  // One that is switched off in our configuration is not switched on by atmux's.
  const own = new Set(config.hosts.map(host => host.name))
  const known = [here, ...config.hosts, ...atmux.filter(host => !own.has(host.name))]
  const named = [...new Set(remotes)].filter(each =>
    known.every(host => host.name !== nameOfHost(known, each)),
  )
  return [...known, ...named.map(toHost)]
}

/** Where nothing else is, each has room for sessions: no configuration says how much. */
function toRoomy(address: string): HostConfig {
  return { ...toHost(address), capacity: ROOM }
}

function toHost(address: string): HostConfig {
  parseAddress(address)
  return { name: address, transport: 'ssh', address, joined: 'name' }
}
