import type { Socket } from 'node:net'
import type { HostFiles } from '../../state/files/host-files.ts'
import { noSuchHost } from '../../state/hosts/host.ts'
import { FailureError, toFailure } from '../../state/model/failure.ts'
import type { Host } from '../../state/model/fleet.ts'
import { type FleetRun, runKey } from '../../state/model/fleet-run.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { State } from '../../state/model/state.ts'
import type { SharedHistory } from '../../state/shared-history/shared-history.ts'
import type { Store } from '../../state/store.ts'
import type { Catalogue } from '../agents/catalogue.ts'
import type { Connection } from '../connection/connection.ts'
import type { OwnPane } from '../own-pane.ts'
import { type Backend, createBackend } from '../run.ts'
import type { PaneLocks } from '../send/pane-lock.ts'
import { agentChanges, hostChanges } from './host-changes.ts'
import { createWire } from './json-socket.ts'
import {
  type ClientMessage,
  type LentCommand,
  readClientMessage,
  type ServerMessage,
} from './protocol.ts'
import { createRemoteConnection, type RemoteConnection } from './remote-connection.ts'
import { completeOver } from './serve-completion.ts'

/** The parts of this process that serve the requests of another process, which uses the connections of this process. */
export interface IpcServices {
  readonly store: Store
  readonly here: OwnPane
  readonly link: (host: string) => Connection | undefined
  /** Pane locks, which this process and the process that uses its connections share. */
  readonly paneLocks: PaneLocks
  readonly catalogue: () => Catalogue
  readonly files: () => Promise<HostFiles>
  readonly history: () => Promise<SharedHistory>
  /**
   * Identifies the machine that the host name led to (see `createRouteKeys`) when the host was last dialled; undefined:
   * it was not dialled yet.
   */
  readonly way: (host: string) => string | undefined
  readonly hello: () => ServerMessage
}

/**
 * Serves one other process, which uses the connections of this process, until it disconnects. Its commands have their
 * own executor, so this process does not show their receipts and failures. Commands in progress are completed before
 * everything is released.
 */
export function openServerSession(socket: Socket, services: IpcServices, ended: () => void): void {
  const { store } = services
  const lent = new Map<string, Host>()
  const remotes = new Map<string, RemoteConnection>()
  const toldServers = new Set<string>()
  let wantsAgents = false
  const wire = createWire<ClientMessage, ServerMessage>(socket, readClientMessage, hear, () => {
    stop()
    for (const remote of remotes.values()) remote.release()
    void backend.close()
    ended()
  })
  const backend: Backend = createBackend({
    catalogue: services.catalogue,
    paneLocks: services.paneLocks,
    dispatch: tell,
    getState: store.getState,
    createLink({ name }) {
      const remote = createRemoteConnection(() => linkOf(name), tell)
      remotes.set(name, remote)
      return remote
    },
    transport: ({ name }) => linkOf(name).transport,
    lend: () => Promise.reject(new Error('a client has a terminal of its own')),
    worktrees: () => Promise.reject(new Error('a client handles worktrees itself')),
    files: services.files,
    playbooks: () => Promise.reject(new Error('a client handles playbooks itself')),
    benchmarks: () => Promise.reject(new Error('a client runs benchmarks itself')),
    here: services.here,
    history: services.history,
    runs: () => Promise.reject(new Error('a client handles runs itself')),
    talks() {
      throw new Error('a client asks agents itself')
    },
    quit() {},
  })
  let { hosts } = store.getState()
  let runs = store.getState().runs.all
  const stop = store.subscribe(() => {
    const now = store.getState()
    if (now.runs.all !== runs)
      for (const name of lent.keys()) for (const each of runEvents(now, name, runs)) tell(each)
    runs = now.runs.all
    if (now.hosts === hosts) return
    hosts = now.hosts
    for (const name of lent.keys()) follow(name)
    for (const name of lent.keys()) tellServers(name)
  })
  wire.say(services.hello())

  /** Sends the detected states of agents. They contain the text of whole screens, so they are sent only on request. */
  function tellAgents(): void {
    wantsAgents = true
    for (const host of lent.values()) for (const event of agentChanges(null, host)) tell(event)
  }

  function tell(event: Event): void {
    wire.say({ type: 'event', event })
  }

  function linkOf(host: string): Connection {
    const found = services.link(host)
    if (!found) throw new FailureError(noSuchHost(host))
    return found
  }

  function hear(asked: ClientMessage): void {
    if (asked.type === 'run' && asked.command.type === 'read-agents') tellAgents()
    else if (asked.type === 'run') run(asked.command)
    else if (asked.type === 'ping') wire.say({ type: 'pong' })
    else if (asked.type === 'complete')
      completeOver(services, asked).then(wire.say, (thrown: unknown) =>
        tell({ type: 'failed', failure: toFailure(thrown) }),
      )
    else if (asked.type === 'return') release(asked.host)
    else void answer(asked.host, asked.way)
  }

  /**
   * Executes a command of the process that uses this process's connections. For `watch-runs`, this process reads the
   * host's runs and sends them to that process.
   */
  function run(command: LentCommand): void {
    if (command.type === 'watch-runs') store.dispatch({ type: 'keeps-runs', host: command.host })
    else backend.run(command)
  }

  function release(host: string): boolean {
    remotes.get(host)?.release()
    return lent.delete(host)
  }

  async function answer(host: string, way: string): Promise<void> {
    if (!(await borrow(host, way))) wire.say({ type: 'kept', host })
  }

  /**
   * Lets the process that requests it use this process's connection to a host, if possible. First lists the sessions
   * again, because a name may belong to another session by now.
   */
  async function borrow(name: string, way: string): Promise<boolean> {
    // This process has no connection of its own to the host. It may use a connection of a third process, which it
    // cannot lend.
    if (!services.link(name)) return false
    if (!isUp(store.getState().hosts.get(name)) || services.way(name) !== way) return false
    try {
      if (store.getState().hosts.get(name)?.server.state === 'running') await linkOf(name).read()
    } catch (error) {
      if (error instanceof FailureError) return false
      throw error
    }
    const host = store.getState().hosts.get(name)
    if (!host || !isUp(host) || services.way(name) !== way) return false
    backend.run({ type: 'dial', host: host.config })
    wire.say({ type: 'lent', host: name })
    lent.set(name, host)
    for (const event of [...runEvents(store.getState(), name), ...news(null, host)]) tell(event)
    tellServers(name)
    return true
  }

  /**
   * Reports the other tmux servers on a host to the process that uses this process's connections. Each such server is a
   * host of its own while it runs, and its connection can be lent too.
   */
  function tellServers(host: string): void {
    const now = store.getState().hosts
    for (const name of toldServers) if (!now.has(name)) toldServers.delete(name)
    for (const { name, socket, joined } of [...now.values()].map(each => each.config)) {
      const isOfHost = joined === 'server' && name.startsWith(`${host}+`)
      if (!isOfHost || socket === undefined || toldServers.has(name)) continue
      toldServers.add(name)
      tell({ type: 'other-server', host, server: name.slice(host.length + 1), socket })
    }
  }

  function news(before: Host | null, now: Host): Event[] {
    return [...hostChanges(before, now), ...(wantsAgents ? agentChanges(before, now) : [])]
  }

  function follow(name: string): void {
    const before = lent.get(name)
    const now = store.getState().hosts.get(name)
    if (!before || now === before) return
    if (now && now.link.state !== 'idle') {
      lent.set(name, now)
      for (const event of news(before, now)) tell(event)
    } else if (release(name)) wire.say({ type: 'kept', host: name })
  }
}

/** Events for the known runs of a host, or only for changes since `before`. They are sent without a request. */
function runEvents(
  { runs }: State,
  host: string,
  before: ReadonlyMap<string, FleetRun> = new Map(),
): readonly Event[] {
  if (!runs.told.includes(host)) return []
  const there = [...runs.all.values()].filter(run => run.host === host)
  const changed = there.filter(run => before.get(runKey(run)) !== run)
  const was = [...before.values()].filter(run => run.host === host)
  const isAll = before.size === 0 || was.some(run => !runs.all.has(runKey(run)))
  if (changed.length === 0 && !isAll) return []
  return [
    { type: 'runs', host, runs: isAll ? there : changed, isAll },
    ...changed.flatMap(({ id, digest }): Event[] =>
      digest ? [{ type: 'run-told', host, id, digest }] : [],
    ),
  ]
}

function isUp(host: Host | undefined): boolean {
  return host?.link.state === 'up' && host.server.state !== 'unknown'
}
