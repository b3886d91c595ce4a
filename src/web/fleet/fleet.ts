import { computed, type Signal, signal } from '@preact/signals'
import type {
  FromPage,
  FromServer,
  LiveEvent,
  ScreenMessage,
} from '../../state/json/live-message.ts'
import type { LiveRun } from '../../state/json/live-run-json.ts'
import type { FleetHost, Row } from './fleet-row.ts'
import { openLive } from './live-connection.ts'
import { inOrder, neediest } from './session-order.ts'

/** Maximum number of entries of the event log in the page; older ones are dropped. */
const EVENTS = 300

/** The last received screen of a pane. */
export interface PaneScreen {
  readonly seq: number
  readonly width: number
  readonly height: number
  readonly cursor: { readonly x: number; readonly y: number } | null
  readonly lines: readonly string[]
}

type PaneDriver = Extract<FromServer, { type: 'driver' }>

export const hosts = signal<ReadonlyMap<string, FleetHost>>(new Map())
export const events = signal<readonly LiveEvent[]>([])
/** The runs that have not ended. */
export const runs = signal<readonly LiveRun[]>([])
export const role = signal<'viewer' | 'operator' | 'admin'>('viewer')
/** The server's clock, updated each second; ages depend on it. */
export const clock = signal(Date.now())
/** Time by which this device's clock is ahead of the server's clock, in milliseconds. */
let ahead = 0

/** Who typed last into each pane, by the id of the pane. */
const drivers = signal<ReadonlyMap<string, PaneDriver>>(new Map())
/** Time for which somebody counts as typing after the last key, in milliseconds. */
const DRIVES = 60_000

/** The other user or agent who is typing into this pane; null: nobody, or the user of this device. */
export function otherDriver(pane: string): PaneDriver | null {
  const driver = drivers.value.get(pane)
  return driver && !driver.you && clock.value - driver.at < DRIVES ? driver : null
}

const screens = new Map<string, Signal<PaneScreen | null>>()
/** Number of views that show each pane. */
const shown = new Map<string, number>()
let say: (message: FromPage) => void = () => {}
let focused: string | null = null

export function screenOf(pane: string): Signal<PaneScreen | null> {
  const known = screens.get(pane) ?? signal(null)
  screens.set(pane, known)
  return known
}

/** Watches a pane. Returns a function that stops watching it. */
export function watchPane(pane: string): () => void {
  shown.set(pane, (shown.get(pane) ?? 0) + 1)
  tellShown()
  return () => {
    const left = (shown.get(pane) ?? 1) - 1
    if (left > 0) shown.set(pane, left)
    else shown.delete(pane)
    tellShown()
  }
}

export function focusPane(pane: string | null): void {
  focused = pane
  say({ type: 'focus', pane })
}

let isTelling = false
/** Tells the server which panes are shown, once even if many tiles change within one turn of the event loop. */
function tellShown(): void {
  if (isTelling) return
  isTelling = true
  queueMicrotask(() => {
    isTelling = false
    say({ type: 'watch', panes: [...shown.keys()] })
  })
}

export function startLive(): void {
  const live = openLive(receive, now => {
    now({ type: 'watch', panes: [...shown.keys()] })
    if (focused) now({ type: 'focus', pane: focused })
  })
  say = live.say
  setInterval(() => {
    clock.value = Date.now() - ahead
  }, 1000)
}

function receive(message: FromServer): void {
  if (message.type === 'hello') {
    role.value = message.role
    hosts.value = new Map([...hosts.value].filter(([name]) => message.hosts.includes(name)))
    ahead = Date.now() - message.now
  } else if (message.type === 'pong') ahead = Date.now() - message.now
  else if (message.type === 'host' || message.type === 'host-change') takeHost(message)
  else if (message.type === 'host-gone') {
    const left = new Map(hosts.value)
    left.delete(message.name)
    hosts.value = left
  } else if (message.type === 'screen') takeScreen(message)
  else if (message.type === 'driver')
    drivers.value = new Map(drivers.value).set(message.pane, message)
  else if (message.type === 'runs') runs.value = message.runs
  else if (message.type === 'event')
    events.value = [message.event, ...events.value].slice(0, EVENTS)
}

function takeHost(message: Extract<FromServer, { readonly type: 'host' | 'host-change' }>): void {
  const { host, sessions } = message
  const before = message.type === 'host' ? [] : (hosts.value.get(host.name)?.sessions ?? [])
  const byId = new Map([...before, ...sessions].map(session => [session.id, session]))
  if (message.type === 'host-change') for (const id of message.gone) byId.delete(id)
  hosts.value = new Map(hosts.value).set(host.name, { ...host, sessions: [...byId.values()] })
}

/**
 * Applies a screen message. Changed lines refer to the message before; if that message was missed, requests all lines.
 */
function takeScreen({ pane, seq, key, width, height, cursor, lines }: ScreenMessage): void {
  const kept = screenOf(pane)
  const before = kept.value
  if (!key && (!before || seq !== before.seq + 1)) {
    say({ type: 'repeat', pane })
    return
  }
  const next = key ? [] : [...(before?.lines ?? [])]
  for (const [index, line] of Object.entries(lines)) next[Number(index)] = line
  kept.value = { seq, width, height, cursor, lines: next }
}

/** All sessions: first those whose agent needs a person, the longest waiting first, then the others. */
export const rows = computed<readonly Row[]>(() => {
  const all = [...hosts.value.values()].flatMap(host =>
    host.sessions.flatMap((session): Row[] => {
      const pane = neediest(session)
      return pane ? [{ host, session, pane }] : []
    }),
  )
  return all.sort(inOrder)
})

/** Sessions whose agent waits for a person. */
export const waiting = computed(() => rows.value.filter(row => row.pane.agent?.need === 'waiting'))

/** Runs with an open question, in the server's order: the oldest question first. */
export const asking = computed(() => runs.value.filter(({ state }) => state === 'asks'))

/** Finds a pane on any host by its id; null if there is no such pane. */
export function rowOf(pane: string): Row | null {
  for (const host of hosts.value.values())
    for (const session of host.sessions)
      for (const each of session.panes) if (each.id === pane) return { host, session, pane: each }
  return null
}
