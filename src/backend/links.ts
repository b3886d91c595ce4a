import { noSuchHost, switchedOff } from '../state/hosts/host.ts'
import { FailureError } from '../state/model/failure.ts'
import type { HostConfig } from '../state/model/host-config.ts'
import type { Event } from '../state/model/messages/event.ts'
import type { State } from '../state/model/state.ts'
import type { Target } from '../state/model/target.ts'
import { paneOf } from '../state/targets/target.ts'
import type { Connection } from './connection/connection.ts'

/** The connections to all hosts. A connection is created when its host is first dialled. */
export interface Links {
  /** The connection to a host. @throws FailureError if the host was not dialled. */
  link(host: string): Connection
  dial(host: HostConfig): void
  /** Reconnects at the user's request. If the connection is up, checks it instead and reports the result. */
  reconnect(host: HostConfig): Promise<Event | void>
  /** Dials a host again. Does nothing if the host was never dialled. */
  redial(host: string): void
  /**
   * Dials a host and resolves when the host is connected. @throws FailureError if the host is unknown, disabled or not
   * reached.
   */
  reach(host: string): Promise<Connection>
  hangUp(host: string): Promise<void>
  follow(target: Target | null): void
  /**
   * Watches the panes shown as tiles on the wall. Tells each host's connection which of its panes these are, or that
   * there are none.
   */
  watchTiles(targets: readonly Target[]): void
  /** Starts reading the states of agents on every host. */
  readAgents(): void
  /** Checks the hosts that have sent nothing for a minute. Called by the wake timer, when a shown age changes. */
  checkIdle(): void
  close(): Promise<void>
}

export function createLinks({
  createLink,
  getState,
}: {
  readonly createLink: (host: HostConfig) => Connection
  readonly getState: () => State
}): Links {
  const links = new Map<string, Connection>()
  let followed = ''
  let readsAgents = false

  function link(host: string): Connection {
    const known = links.get(host)
    if (!known) throw new FailureError(noSuchHost(host))
    return known
  }

  function dial(host: HostConfig): void {
    const known = links.get(host.name) ?? createLink(host)
    links.set(host.name, known)
    if (readsAgents) known.readAgents()
    known.dial()
  }

  async function hangUp(host: string): Promise<void> {
    const known = links.get(host)
    links.delete(host)
    await known?.hangUp()
  }

  return {
    link,
    dial,
    hangUp,
    async reconnect(host) {
      const known = links.get(host.name)
      if (!known) return dial(host)
      if (readsAgents) known.readAgents()
      const took = await known.reconnect()
      if (took === null) return
      const text = `${host.name} is still connected: it answered in ${Math.max(1, Math.round(took))} ms.`
      return { type: 'did', text, about: { host: host.name } }
    },
    redial: host => links.get(host)?.dial(),
    async reach(host) {
      const { hosts, settings } = getState()
      const known = hosts.get(host)
      if (!known) throw new FailureError(noSuchHost(host))
      if (known.config.disabled) throw new FailureError(switchedOff(host))
      dial(known.config)
      await link(host).ready(2 * settings.deadline)
      return link(host)
    },
    follow(target) {
      if (followed && followed !== target?.host) links.get(followed)?.unfollow()
      followed = target?.host ?? ''
      const found = target && paneOf(getState(), target)
      if (target && found) link(target.host).follow(target, found.session)
    },
    watchTiles(targets) {
      for (const [host, known] of links)
        known.watchTiles(targets.filter(target => target.host === host))
    },
    readAgents() {
      readsAgents = true
      for (const each of links.values()) each.readAgents()
    },
    checkIdle() {
      for (const each of links.values()) each.checkIdle()
    },
    async close() {
      await Promise.all([...links.keys()].map(hangUp))
    },
  }
}
