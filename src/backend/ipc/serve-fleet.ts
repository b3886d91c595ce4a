import type { Host } from '../../state/model/fleet.ts'
import type { HostConfig } from '../../state/model/host-config.ts'
import type { Store } from '../../state/store.ts'
import { fingerprintOf } from '../files/file-fingerprint.ts'
import { runtimeDirectory } from '../files/runtime-directory.ts'
import type { FingerprintedConfig } from './config-fingerprint.ts'
import { startIpcServer } from './ipc-server.ts'
import { PROTOCOL, type ServerMessage } from './protocol.ts'
import { createRouteKeys, placeOf } from './route-key.ts'
import type { IpcServices } from './server-session.ts'

/**
 * Lets other fleetmux processes use the connections of a fleet, until the returned function is called. If that fails,
 * the failure is logged.
 */
export function serveFleet(
  options: Omit<IpcServices, 'way' | 'hello'> & {
    readonly env: NodeJS.ProcessEnv
    readonly version: string
    readonly sshConfig?: string
    readonly config: () => FingerprintedConfig
  },
): () => Promise<void> {
  const { env, version, sshConfig, config, ...services } = options
  const { store } = services
  const ways = trackWays(store, createRouteKeys(env, sshConfig))
  const lender = startIpcServer({
    directory: () => runtimeDirectory(env),
    services: { ...services, way: host => ways.at.get(host), hello },
    failed: failure => store.dispatch({ type: 'failed', failure }),
  })

  function hello(): ServerMessage {
    const known = config()
    const isFresh = known.stamp !== '' && fingerprintOf(known.path) === known.stamp
    const place = placeOf(env)
    return { type: 'hello', protocol: PROTOCOL, version, place, ...(isFresh && { config: known }) }
  }

  return () => {
    ways.stop()
    return lender.close()
  }
}

/**
 * Records for each host name which machine it led to (its `way`, see `createRouteKeys`) when the host was last dialled,
 * by the configuration at that time.
 */
function trackWays(
  store: Store,
  ways: () => (host: HostConfig) => string,
): { readonly at: ReadonlyMap<string, string>; stop(): void } {
  const at = new Map<string, string>()
  let before = store.getState().hosts
  const stop = store.subscribe(() => {
    const { hosts } = store.getState()
    if (hosts === before) return
    const dialled = [...hosts.values()].filter(host =>
      isDialled(before.get(host.config.name), host),
    )
    before = hosts
    if (dialled.length === 0) return
    const wayOf = ways()
    for (const { config } of dialled) at.set(config.name, wayOf(config))
  })
  return { at, stop }
}

function isDialled(before: Host | undefined, now: Host): boolean {
  return now.link.state === 'connecting' && before?.link.state !== 'connecting'
}
