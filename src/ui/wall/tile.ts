import { rowAgent } from '../../state/agents/attention.ts'
import { serverKey } from '../../state/hosts/host.ts'
import type { AgentStatus } from '../../state/model/agents/agent.ts'
import type { Host, Pane, Session } from '../../state/model/fleet.ts'
import type { SessionRef, Target } from '../../state/model/target.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Wall, WallSource } from '../model/wall.ts'
import { byName, hostRows, natural } from '../sessions/session-list-rows.ts'
import type { Area } from '../view/layout.ts'
import { hasWallRoom, placesOf, tilesOnPage } from './wall-layout.ts'

/** A session on the wall, on any page. */
export interface WallSession {
  readonly host: Host
  readonly session: Session
  /** Sort key of the name, in natural order. */
  readonly order: string
}

export interface Tile extends Omit<WallSession, 'order'> {
  readonly pane: Pane
  readonly target: Target
  /** The status of the agent in the pane; null: there is no agent. */
  readonly agent: AgentStatus | null
  readonly area: Area
  readonly focused: boolean
}

/** The source of the wall's sessions; if no marked session is left, all sessions that the filter shows. */
export function sourceOf({ view }: Pick<UiState, 'view'>, wall: Wall): WallSource {
  return wall.source === 'marked' && view.marks.length === 0 ? 'shown' : wall.source
}

/**
 * All sessions on the wall, in a stable order: by host and name, or in the order in which they came to need a person.
 * The session of fleetmux itself is left out. The same state gives the same array.
 */
export function hungOn(state: UiState): readonly WallSession[] {
  const { wall, marks, filter } = state.view
  if (!wall) return NOBODY
  const source = sourceOf(state, wall)
  const of = { source, filter, marks, needy: wall.needy }
  const known = memory.get(state.hosts)
  if (known && isSame(known.of, of)) return known.hung
  const hung = hang(state, wall, source)
  memory.set(state.hosts, { of, hung })
  return hung
}

/** Index of the focused tile among the tiles of all pages. */
export function focusOn(state: UiState): number {
  const { wall, session } = state.view
  const hung = hungOn(state)
  const at = hung.findIndex(each => isOf(each, session))
  return at >= 0 ? at : Math.max(0, Math.min(wall?.near ?? 0, hung.length - 1))
}

export interface Page {
  readonly number: number
  readonly count: number
  /** Index of the page's first tile among the tiles of all pages. */
  readonly from: number
  readonly size: number
}

/** The page with the focused tile. */
export function pageOn(state: UiState): Page {
  const { view } = state
  const size = view.wall ? tilesOnPage(view, view.wall) : 1
  const number = Math.floor(focusOn(state) / size)
  const count = Math.max(1, Math.ceil(hungOn(state).length / size))
  return { number, count, from: number * size, size }
}

/** The tiles of the current page with their areas; empty if there is no room. */
export function tilesOf(state: UiState): readonly Tile[] {
  const { view } = state
  if (!view.wall || !hasWallRoom(view)) return []
  const { from, size } = pageOn(state)
  const hung = hungOn(state).slice(from, from + size)
  const focus = focusOn(state) - from
  const places = placesOf(view, view.wall.layout, hung.length, focus)
  return hung.flatMap((each, index) => {
    const area = places[index]
    const tile = area && tileOf(state, each, area, index === focus)
    return tile ? [tile] : []
  })
}

/** The host name and id of a tile's session: these stay the same when other properties change. */
export function refOfHung({ host, session }: Omit<WallSession, 'order'>): SessionRef {
  return { host: host.config.name, session: session.id }
}

function isOf({ host, session }: WallSession, ref: SessionRef | null): boolean {
  return session.id === ref?.session && host.config.name === ref.host
}

/**
 * The tile of a session. If the followed pane belongs to the session, the tile shows this pane, so that typed keys go
 * to a visible pane.
 */
function tileOf(
  state: UiState,
  { host, session }: WallSession,
  area: Area,
  focused: boolean,
): Tile | null {
  const name = host.config.name
  const server = serverKey(host)
  const { target: followed } = state.output
  const isHere = followed?.host === name && followed.server === server
  const mine = isHere ? session.panes.find(each => each.id === followed.pane) : undefined
  const about = rowAgent(host, session)
  const pane = mine ?? about.pane
  if (!pane) return null
  const agent = pane === about.pane ? about.status : null
  const target = { host: name, server, pane: pane.id }
  return { host, session, pane, target, agent, area, focused }
}

const NOBODY: readonly WallSession[] = []

interface Of {
  readonly source: WallSource
  readonly filter: string
  readonly marks: readonly SessionRef[]
  readonly needy: readonly SessionRef[]
}

// Results are cached by the map of hosts, and freed with it.
const memory = new WeakMap<
  UiState['hosts'],
  { readonly of: Of; readonly hung: readonly WallSession[] }
>()
const orders = new WeakMap<readonly WallSession[], readonly WallSession[]>()

function isSame(one: Of, other: Of): boolean {
  if (one.source !== other.source) return false
  if (one.source === 'shown') return one.filter === other.filter
  return one.source === 'marked' ? one.marks === other.marks : one.needy === other.needy
}

function hang(state: UiState, wall: Wall, source: WallSource): readonly WallSession[] {
  if (source === 'needy') return wall.needy.flatMap(ref => find(state, ref) ?? []).filter(isOther)
  const hosts = [...state.hosts.values()]
  if (source === 'shown') return hosts.flatMap(host => inOrder(hostRows(state, host)))
  const marked = state.view.marks.flatMap(ref => find(state, ref) ?? [])
  const groups = Map.groupBy(marked, ({ host }) => host)
  return hosts.flatMap(host => inOrder(groups.get(host) ?? NOBODY))
}

function find(state: UiState, { host: name, session: id }: SessionRef): WallSession | null {
  const host = state.hosts.get(name)
  const session = host?.sessions.get(id)
  return host && session ? { host, session, order: natural(session.name) } : null
}

/**
 * The sessions of one host by name, whatever the list is sorted by, so that tiles do not move while they are watched.
 */
function inOrder(all: readonly WallSession[]): readonly WallSession[] {
  const known = orders.get(all)
  if (known) return known
  const sorted = all.filter(isOther).sort(byName)
  orders.set(all, sorted)
  return sorted
}

function isOther({ session }: WallSession): boolean {
  return !session.panes.some(pane => pane.ours)
}
