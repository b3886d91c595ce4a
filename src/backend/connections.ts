import type { HostConfig } from '../state/model/host-config.ts'
import type { Event } from '../state/model/messages/event.ts'
import type { Catalogue } from './agents/catalogue.ts'
import { type Connection, createConnection } from './connection/connection.ts'
import type { AgentReader } from './connection/session-monitor.ts'
import { createTransports, type TransportSettings } from './connection/transports.ts'
import { oursOn, readOwnPane } from './own-pane.ts'
import { serverOptions } from './tmux/server-options.ts'
import type { Transport } from './transport/transport.ts'

export interface HostConnections {
  readonly link: (host: HostConfig) => Connection
  /** Creates a transport to the host for a caller that needs no connection. The caller must close the transport. */
  readonly transport: (host: HostConfig) => Transport
}

/** Creates the connections of this process. They share one dialer, one runtime directory and one ssh_config. */
export function createConnections(
  options: TransportSettings & {
    readonly dispatch: (event: Event) => void
    readonly catalogue: () => Catalogue
    /**
     * The number of a host's current connection according to the state, which ignores events of connections with a
     * lower number.
     */
    readonly numberOf: (host: string) => number
  },
): HostConnections {
  const here = readOwnPane(options.env)
  const transport = createTransports(options)
  let connections = 0

  const agentReader = async (): Promise<AgentReader> => {
    const { createAgentWatch } = await import('./agents/watch-agents.ts')
    return reader => createAgentWatch({ ...reader, catalogue: options.catalogue() })
  }

  function link(host: HostConfig): Connection {
    // Every edit of a host in the state increases the state's connection number, even if no connection is made, so that
    // number may be higher than our counter.
    connections = Math.max(connections, options.numberOf(host.name)) + 1
    return createConnection({
      host,
      deadline: options.settings().deadline,
      connection: connections,
      dispatch: options.dispatch,
      transport: transport(host),
      tmux: host.transport === 'local' && !host.socket ? here.tmux : serverOptions(host),
      isOurs: server => oursOn(here, server),
      agentReader,
    })
  }

  return { link, transport }
}
