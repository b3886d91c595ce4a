import { parseAddress } from '../state/hosts/address.ts'
import type { HostConfig } from '../state/model/host-config.ts'
import type { Event } from '../state/model/messages/event.ts'
import type { Settings } from '../state/model/settings/settings.ts'
import type { Catalogue } from './agents/catalogue.ts'
import { type Connection, createConnection } from './connection/connection.ts'
import { createDeferredTransport, createLazyTransport } from './connection/lazy-transport.ts'
import type { AgentReader } from './connection/session-monitor.ts'
import { cacheDirectory } from './files/cache.ts'
import { runtimeDirectory } from './files/runtime-directory.ts'
import { oursOn, readOwnPane } from './own-pane.ts'
import { createOpenSsh } from './ssh/openssh.ts'
import { serverOptions } from './tmux/server-options.ts'
import { createDialer } from './transport/dial.ts'
import { createLocal } from './transport/local.ts'
import type { Transport } from './transport/transport.ts'

export interface Ways {
  readonly link: (host: HostConfig) => Connection
  /** Creates a transport for callers that need no connection. The caller must close the transport. */
  readonly transport: (host: HostConfig) => Transport
}

/** Settings shared by all transports of a process. */
export interface TransportSettings {
  readonly env: NodeJS.ProcessEnv
  readonly sshConfig?: string
  readonly settings: () => Settings
}

/** Creates the connections of this process. They share one dialer, one runtime directory and one ssh_config. */
export function createConnections(
  options: TransportSettings & {
    readonly dispatch: (event: Event) => void
    readonly catalogue: () => Catalogue
  },
): Ways {
  const here = readOwnPane(options.env)
  const transport = createTransports(options)
  let connections = 0

  const agentReader = async (): Promise<AgentReader> => {
    const { createAgentWatch } = await import('./agents/watch.ts')
    return reader => createAgentWatch({ ...reader, catalogue: options.catalogue() })
  }

  function link(host: HostConfig): Connection {
    return createConnection({
      host,
      deadline: options.settings().deadline,
      connection: ++connections,
      dispatch: options.dispatch,
      transport: transport(host),
      tmux: host.transport === 'local' && !host.socket ? here.tmux : serverOptions(host),
      isOurs: server => oursOn(here, server),
      agentReader,
    })
  }

  return { link, transport }
}

/** Creates transports for callers that need no connection. The caller must close each transport. */
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
