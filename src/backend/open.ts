import { parseAddress } from '../state/address.ts'
import { initialState } from '../state/initial.ts'
import { type HostConfig, type Settings, THIS_MACHINE } from '../state/model.ts'
import { createStore } from '../state/store.ts'
import type { Fleet, FleetOptions } from '../state/world.ts'
import { atmuxPlaces, readAtmux } from './atmux-config.ts'
import { now } from './clock.ts'
import { type Config, configPath, readConfig, watchConfig } from './config.ts'
import { createLinks } from './fleet.ts'
import { readHere } from './here.ts'
import { startRecording } from './recording.ts'
import { createBackend } from './run.ts'

/** Puts store, executor and links together. @throws FailureError on a configuration that cannot be read. */
export async function openFleet(options: FleetOptions): Promise<Fleet> {
  const path = configPath()
  let config = readConfig(path)
  const here = readHere(process.env)
  const atmux = options.only ? [] : readAtmux(atmuxPlaces(process.env, process.cwd()))
  const quit = Promise.withResolvers<void>()
  const initial = initialState({ columns: 80, rows: 24 })
  const sshConfig = options.sshConfig ?? config.sshConfig

  const backend = createBackend({
    dispatch: message => store.dispatch(message),
    getState: () => store.getState(),
    lend: run => fleet.lend(run),
    here,
    ...(sshConfig && { sshConfig }),
    quit: quit.resolve,
    createLink: createLinks({
      env: process.env,
      ...(sshConfig && { sshConfig }),
      settings: () => store.getState().settings,
      dispatch: message => store.dispatch(message),
    }),
  })
  const recording = startRecording(process.env, initial)
  const store = createStore({
    initial,
    run: backend.run,
    now,
    ...(recording && { tap: recording.tap }),
  })

  function configure(): readonly HostConfig[] {
    const hosts = options.only
      ? (options.remotes ?? []).map(toHost)
      : allHosts(config, atmux, options.remotes ?? [])
    const settings: Settings = {
      ...initial.settings,
      ...config.settings,
      ...(here.server > 0 && { inTmux: true }),
      ...(process.env['NO_COLOR'] && { theme: 'none' }),
      ...(options.deadline !== undefined && { deadline: options.deadline }),
    }
    store.dispatch({ type: 'configured', hosts, settings })
    return hosts
  }

  const unwatch = options.watch
    ? watchConfig(
        path,
        edited => {
          const before = new Set(Object.keys(store.getState().hosts))
          config = edited
          for (const host of configure())
            if (!before.has(host.name)) store.dispatch({ type: 'dial', host: host.name })
        },
        failure => store.dispatch({ type: 'failed', failure }),
      )
    : () => Promise.resolve()

  const fleet: Fleet = {
    store,
    hosts: configure(),
    quit: quit.promise,
    lend: run => run(),
    async close() {
      await unwatch()
      await backend.close()
      recording?.end(store.getState())
    },
  }
  return fleet
}

/** This machine, the configuration's hosts, atmux's, and those of the command line: each only where none before has its name. */
function allHosts(
  config: Config,
  atmux: readonly HostConfig[],
  remotes: readonly string[],
): HostConfig[] {
  const here: HostConfig = { name: THIS_MACHINE, transport: 'local' }
  // One that is switched off in our configuration is not switched on by atmux's.
  const theirs = atmux.filter(host => !config.names.includes(host.name))
  const known = [here, ...config.hosts, ...theirs]
  const named = [...new Set(remotes)].filter(name => !known.some(host => host.name === name))
  return [...known, ...named.map(toHost)]
}

function toHost(address: string): HostConfig {
  parseAddress(address)
  return { name: address, transport: 'ssh', address }
}
