import type { Fleet } from '../../state/fleet-handle.ts'
import type { FromPage, FromServer } from '../../state/json/live-message.ts'
import { liveRunJson } from '../../state/json/live-run-json.ts'
import { FailureError, sentence } from '../../state/model/failure.ts'
import type { Host } from '../../state/model/fleet.ts'
import type { FleetRun } from '../../state/model/fleet-run.ts'
import type { Screen } from '../../state/model/live-pane.ts'
import type { Target } from '../../state/model/target.ts'
import { allLiveRuns } from '../../state/runs/run-state.ts'
import type { Token } from '../access/token.ts'
import type { EventRing } from '../streams/event-ring.ts'
import type { Driver, PaneDrivers } from '../streams/pane-drivers.ts'
import type { PaneWatch } from '../streams/pane-watch.ts'
import { paneId, paneIn } from '../targets/resolve-target.ts'
import { type HostTexts, hostMessage, hostTexts } from './live-host.ts'
import { screenMessage } from './screen-diff.ts'

/**
 * Maximum number of panes that one page may watch; further ones are ignored. A page watches the tiles of its wall and
 * one large pane.
 */
const PANES = 100

export interface ViewerSocket {
  send(text: string): void
  /** Number of bytes that the page has not read yet. */
  readonly waiting: () => number
}

/**
 * Sends updates to one page. Updates are not queued: a page that reads more slowly than panes print gets only the
 * newest screen, once it has read all data that was sent to it earlier.
 */
export interface LiveViewer {
  receive(message: FromPage): void
  /** Called when the page has read everything that was sent. */
  drained(): void
  close(): void
}

interface Shown {
  readonly target: Target
  stop: () => void
  seq: number
  sent: Screen | null
  newest: Screen | null
}

export interface ViewerOptions {
  readonly fleet: Fleet
  readonly panes: PaneWatch
  readonly events: EventRing
  readonly drivers: PaneDrivers
  readonly caller: Token
  readonly version: string
  /** Whether the server refuses all changes. The page then shows no controls, whatever the role of its token. */
  readonly readOnly: boolean
  readonly now: () => number
  readonly socket: ViewerSocket
}

export function createLiveViewer(options: ViewerOptions): LiveViewer {
  const { fleet, panes, events, caller, socket } = options
  const { store } = fleet
  const shown = new Map<string, Shown>()
  const told = new Map<string, { readonly host: Host; readonly texts: HostTexts }>()
  let hosts: ReadonlyMap<string, Host> | null = null
  let registry: unknown = null
  let runs: ReadonlyMap<string, FleetRun> | null = null
  let toldRuns = '[]'

  function send(message: FromServer): void {
    socket.send(JSON.stringify(message))
  }

  const isBehind = () => socket.waiting() > 0

  /** Sends the hosts that have changed, unless the page has not yet read all data that was sent to it earlier. */
  function tellHosts(): void {
    const state = store.getState()
    if ((state.hosts === hosts && state.registry === registry) || isBehind()) return
    const isAll = state.registry !== registry
    hosts = state.hosts
    registry = state.registry
    for (const [name, host] of state.hosts)
      if (isAll || told.get(name)?.host !== host) tellHost(name, host)
    for (const name of [...told.keys()])
      if (!state.hosts.has(name) && told.delete(name)) send({ type: 'host-gone', name })
  }

  /** Sends the runs, but not to a page whose token is for one session. */
  function tellRuns(): void {
    const state = store.getState()
    if (state.runs.all === runs || caller.scope || isBehind()) return
    runs = state.runs.all
    const text = JSON.stringify(allLiveRuns(state).map(liveRunJson))
    if (text !== toldRuns) socket.send(`{"type":"runs","runs":${text}}`)
    toldRuns = text
  }

  function tellHost(name: string, host: Host): void {
    // A token for one session gets only the host of that session.
    if (caller.scope && caller.scope.host !== name) return
    const texts = hostTexts(host, store.getState(), caller)
    const message = hostMessage(told.get(name)?.texts, texts)
    told.set(name, { host, texts })
    if (message !== null) socket.send(message)
  }

  function tellScreen(pane: string, each: Shown): void {
    if (!each.newest || each.newest === each.sent || isBehind()) return
    send(screenMessage(pane, ++each.seq, each.sent, each.newest))
    each.sent = each.newest
  }

  function watch(wanted: readonly string[]): void {
    for (const [pane, { stop }] of [...shown])
      if (!wanted.includes(pane) && shown.delete(pane)) stop()
    for (const pane of wanted.slice(0, PANES)) if (!shown.has(pane)) begin(pane)
  }

  function begin(pane: string): void {
    const found = seen(pane)
    if (!found) return
    const each: Shown = { target: found, stop() {}, seq: 0, sent: null, newest: null }
    shown.set(pane, each)
    const driver = options.drivers.of(found)
    if (driver) tellDriver(found, driver)
    each.stop = panes.watch(found, {
      shown(screen) {
        each.newest = screen
        tellScreen(pane, each)
      },
      gone() {
        shown.delete(pane)
        send({ type: 'gone', pane })
      },
    })
  }

  function tellDriver(target: Target, { token, name, at }: Driver): void {
    const pane = paneId(target)
    if (!shown.has(pane) || isBehind()) return
    // A guest, whose token is for one session, sees that somebody types, but not the name of the device.
    const told = caller.scope ? 'somebody' : name
    send({ type: 'driver', pane, name: told, you: token === caller.id, at })
  }

  function seen(pane: string): Target | null {
    try {
      const { target, pane: found } = paneIn(store.getState(), caller, pane)
      return found.ours ? null : target
    } catch (thrown) {
      if (!(thrown instanceof FailureError)) throw thrown
      send({ type: 'gone', pane })
      send({ type: 'refused', message: sentence(thrown.failure) })
      return null
    }
  }

  const isSeen = (host: string) => !caller.scope || caller.scope.host === host
  send({
    ...{ type: 'hello', version: options.version, now: options.now() },
    role: options.readOnly ? 'viewer' : caller.role,
    hosts: [...store.getState().hosts.keys()].filter(isSeen),
  })
  tellHosts()
  tellRuns()
  const stopHosts = store.subscribe(() => {
    tellHosts()
    tellRuns()
  })
  const stopDrivers = options.drivers.listen(tellDriver)
  const stopEvents = caller.scope
    ? () => {}
    : events.listen(({ data }) => {
        // `data` is serialised already, once for all pages.
        if (!isBehind()) socket.send(`{"type":"event","event":${data}}`)
      })

  return {
    receive(message) {
      if (message.type === 'ping') return send({ type: 'pong', now: options.now() })
      if (message.type === 'watch') return watch(message.panes)
      if (message.type === 'focus')
        return panes.focus(message.pane === null ? null : seen(message.pane))
      const each = shown.get(message.pane)
      if (!each) return
      each.sent = null
      tellScreen(message.pane, each)
    },
    drained() {
      tellHosts()
      tellRuns()
      for (const [pane, each] of shown) tellScreen(pane, each)
    },
    close() {
      stopHosts()
      stopEvents()
      stopDrivers()
      for (const { stop } of shown.values()) stop()
      shown.clear()
    },
  }
}
