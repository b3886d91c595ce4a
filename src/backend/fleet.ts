import { parseAddress } from '../state/address.ts'
import type { Event } from '../state/event.ts'
import type { HostConfig } from '../state/host-config.ts'
import type { Settings } from '../state/settings.ts'
import type { Catalogue } from './agent/catalogue.ts'
import { cacheDirectory } from './cache.ts'
import { oursOn, readHere } from './here.ts'
import { createDialer } from './host/dial.ts'
import { createDeferred, createLazy } from './host/lazy.ts'
import { type AgentReader, createLink, type Link } from './host/link.ts'
import { createLocal } from './host/local.ts'
import { createOpenSsh } from './host/openssh.ts'
import { runtimeDirectory } from './host/runtime.ts'
import type { Transport } from './host/transport.ts'

export interface Ways {
  readonly link: (host: HostConfig) => Link
  /** A way of its own, for whoever needs no link; they close it. */
  readonly transport: (host: HostConfig) => Transport
}

/** Makes the links of this process: they share one dialer, one runtime directory and one ssh_config. */
export function createLinks(options: {
  readonly env: NodeJS.ProcessEnv
  readonly sshConfig?: string
  readonly settings: () => Settings
  readonly dispatch: (event: Event) => void
  readonly catalogue: () => Catalogue
}): Ways {
  const here = readHere(options.env)
  const dials = createDialer()
  let connections = 0

  const agentReader = async (): Promise<AgentReader> => {
    const { createAgentWatch } = await import('./agent/watch.ts')
    return reader => createAgentWatch({ ...reader, catalogue: options.catalogue() })
  }

  function transport(host: HostConfig): Transport {
    const { deadline } = options.settings()
    if (host.transport === 'local') return createLocal({ name: host.name, deadline })
    if (host.transport !== 'ssh') return createLazy(host, { deadline, dials })
    // Where there is no place for its sockets each use says so: nothing waits for a link that cannot be.
    return createDeferred('ssh', host.name, async () => ssh(host, deadline))
  }

  function link(host: HostConfig): Link {
    return createLink({
      host,
      deadline: options.settings().deadline,
      connection: ++connections,
      dispatch: options.dispatch,
      transport: transport(host),
      tmux: host.transport === 'local' ? here.tmux : [],
      isOurs: server => oursOn(here, server),
      agentReader,
    })
  }

  return { link, transport }

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
