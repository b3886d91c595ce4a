import { parseAddress } from '../../state/hosts/address.ts'
import type { HostConfig } from '../../state/model/host-config.ts'
import type { Settings } from '../../state/model/settings/settings.ts'
import { cacheDirectory } from '../files/cache.ts'
import { runtimeDirectory } from '../files/runtime-directory.ts'
import { createOpenSsh } from '../ssh/openssh.ts'
import { createDialer } from '../transport/connection-limit.ts'
import { createLocal } from '../transport/local.ts'
import type { Transport } from '../transport/transport.ts'
import { createDeferredTransport, createLazyTransport } from './lazy-transport.ts'

/** Settings shared by all transports of a process. */
export interface TransportSettings {
  readonly env: NodeJS.ProcessEnv
  readonly sshConfig?: string
  readonly settings: () => Settings
}

/**
 * Returns a function that creates a transport to a host, for a connection or for requests without one. The caller must
 * close each transport.
 */
export function createTransports(options: TransportSettings): (host: HostConfig) => Transport {
  const dials = createDialer()

  return host => {
    const { deadline } = options.settings()
    if (host.transport === 'local') return createLocal({ name: host.name, deadline })
    if (host.transport !== 'ssh') return createLazyTransport(host, { deadline, dials })
    // If the socket directory cannot be created, each call rejects with the reason, so that no caller waits forever.
    return createDeferredTransport('ssh', host.name, async () => ssh(host, deadline))
  }

  function ssh(host: HostConfig, deadline: number): Transport {
    return createOpenSsh({
      name: host.name,
      address: parseAddress(host.address ?? host.name),
      ...(host.options && { options: host.options }),
      deadline,
      runtimeDir: runtimeDirectory(),
      cacheDir: cacheDirectory(options.env),
      ...(options.sshConfig && { configFile: options.sshConfig }),
      dials,
    })
  }
}
