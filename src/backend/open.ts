import { type Config, configPath, readConfig, watchConfig } from './config.ts'
import { now } from './clock.ts'
import { createLinks } from './fleet.ts'
import { startRecording } from './recording.ts'
import { createBackend } from './run.ts'
import { type HostConfig, type Settings, THIS_MACHINE } from '../state/model.ts'
import { parseAddress } from '../state/address.ts'
import { initialState } from '../state/initial.ts'
import { createStore } from '../state/store.ts'
import type { Fleet, FleetOptions } from '../state/world.ts'

/** Puts store, executor and links together. @throws FailureError on a configuration that cannot be read. */
export async function openFleet(options: FleetOptions): Promise<Fleet> {
  const path = configPath()
  let config = readConfig(path)
  const quit = Promise.withResolvers<void>()
  const initial = initialState({ columns: 80, rows: 24 })
  const sshConfig = options.sshConfig ?? config.sshConfig

  const backend = createBackend({
    dispatch: message => store.dispatch(message),
    getState: () => store.getState(),
    lend: run => fleet.lend(run),
    quit: quit.resolve,
    createLink: createLinks({
      env: process.env,
      ...(sshConfig && { sshConfig }),
      settings: () => store.getState().settings,
      dispatch: message => store.dispatch(message),
    }),
  })
  const recording = startRecording(process.env, initial)
  const store = createStore({ initial, run: backend.run, now, ...(recording && { tap: recording.tap }) })

  function configure(): readonly HostConfig[] {
    const hosts = options.only
      ? (options.remotes ?? []).map(toHost)
      : allHosts(config, options.remotes ?? [])
    const settings: Settings = {
      ...initial.settings,
      ...config.settings,
      ...(process.env['NO_COLOR'] && { theme: 'none' }),
      ...(options.deadline !== undefined && { deadline: options.deadline }),
    }
    store.dispatch({ type: 'configured', hosts, settings })
    return hosts
  }

  const unwatch = options.watch
    ? watchConfig(path, edited => {
        const before = new Set(Object.keys(store.getState().hosts))
        config = edited
        for (const host of configure()) if (!before.has(host.name)) store.dispatch({ type: 'dial', host: host.name })
      }, failure => store.dispatch({ type: 'failed', failure }))
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

/** This machine, the configuration's hosts, and those named on the command line that are not among them. */
function allHosts(config: Config, remotes: readonly string[]): HostConfig[] {
  const here: HostConfig = { name: THIS_MACHINE, transport: 'local' }
  const known = new Set([THIS_MACHINE, ...config.hosts.map(host => host.name)])
  const named = [...new Set(remotes)].filter(name => !known.has(name))
  return [here, ...config.hosts, ...named.map(toHost)]
}

function toHost(address: string): HostConfig {
  parseAddress(address)
  return { name: address, transport: 'ssh', address }
}
