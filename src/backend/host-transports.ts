import { noSuchHost, switchedOff } from '../state/hosts/host.ts'
import { FailureError } from '../state/model/failure.ts'
import type { HostConfig } from '../state/model/host-config.ts'
import type { State } from '../state/model/state.ts'
import { readOwnPane } from './own-pane.ts'
import { serverOptions } from './tmux/server-options.ts'
import type { Transport } from './transport/transport.ts'

/**
 * Transports to the hosts of a fleet, for requests that need no channel. Each transport is created at its first use.
 */
export interface HostTransports {
  /** The configuration of a host. @throws FailureError if no host has this name or the host is disabled. */
  config(host: string): HostConfig
  /**
   * The transport to the host that all callers share; it closes with the fleet. @throws FailureError if no host has
   * this name or the host is disabled.
   */
  to(host: string): Transport
  /**
   * The `tmux` options that select the host's tmux server. @throws FailureError if no host has this name or the host is
   * disabled.
   */
  tmux(host: string): readonly string[]
  /**
   * A separate transport to the host, which the caller must close. @throws FailureError if no host has this name or the
   * host is disabled.
   */
  own(host: string): Transport
}

export interface HostTransportsOptions {
  readonly env: NodeJS.ProcessEnv
  readonly sshConfig?: string
  readonly getState: () => State
}

/** `open` loads the transport code once. `close` closes the shared transports. */
export function createHostTransports(options: HostTransportsOptions): {
  open(): Promise<HostTransports>
  close(): Promise<void>
} {
  const shared = new Map<string, Transport>()
  let ways: Promise<HostTransports> | null = null

  async function make(): Promise<HostTransports> {
    const { createTransports } = await import('./connection/transports.ts')
    const { env, sshConfig, getState } = options
    const transport = createTransports({
      env,
      ...(sshConfig && { sshConfig }),
      settings: () => getState().settings,
    })
    const config = (host: string) => configOf(getState(), host)
    const own = (host: string) => transport(config(host))

    function to(host: string): Transport {
      const known = shared.get(host)
      if (known) return known
      const made = own(host)
      shared.set(host, made)
      return made
    }

    const tmux = (host: string) => {
      const known = config(host)
      return known.transport === 'local' ? readOwnPane(env).tmux : serverOptions(known)
    }
    return { config, to, own, tmux }
  }

  return {
    open() {
      ways ??= make()
      return ways
    },
    async close() {
      await Promise.all([...shared.values()].map(each => each.close()))
    },
  }
}

function configOf({ hosts }: State, name: string): HostConfig {
  const config = hosts.get(name)?.config
  if (!config) throw new FailureError(noSuchHost(name))
  if (config.disabled) throw new FailureError(switchedOff(name))
  return config
}
