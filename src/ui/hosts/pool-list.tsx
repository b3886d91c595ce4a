import { isReached, linkLine } from '../../state/hosts/link-text.ts'
import type { Host } from '../../state/model/fleet.ts'
import { machineText, slotUseText } from '../../state/pool/machine-text.ts'
import { cut, fit as inCells, pad, strip, width } from '../../state/text/text.ts'
import type { UiState } from '../model/ui-state.ts'
import { Line, type Span } from '../parts/line.tsx'
import { Panel } from '../parts/panel.tsx'
import { type TextLook, type Theme, useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import { lineIn, topOf } from '../sessions/list-scroll.ts'
import { poolOf } from '../sessions/session-list-rows.ts'
import { type Area, inside } from '../view/layout.ts'

/**
 * All hosts, one row each: its connection with the round-trip time, `machineText` (sessions that need the user or are
 * starting, whether the host is cordoned ...), and its used slots or number of sessions.
 */
export function PoolList({ area }: { readonly area: Area }) {
  const hosts = useSelect(poolOf)
  const registry = useSelect(state => state.registry)
  const launches = useSelect(state => state.launches)
  const top = useSelect(state => topOf(state, 'pool'))
  const selected = useSelect(state => lineIn(state, 'pool'))
  const focused = useSelect(state => state.view.panel === 'pool')
  const filter = useSelect(state => state.view.filter)
  const theme = useTheme()
  const { width: columns, height } = inside(area)
  const seen = hosts.slice(top, top + height)
  const known = { registry, launches }
  const widths = columnsOf(known, seen, columns)
  const links = useSelect(({ now }) => linksOf(seen, now, widths.words)).split('\n')
  const note = filter === '' ? 'sessions' : `/${cut(filter, 12)}`
  return (
    <Panel area={area} title={`Pool ${hosts.length}`} note={note} focused={focused}>
      {hosts.length === 0 && <Line spans={[{ text: ' No host matches.', look: theme.dim }]} />}
      {seen.map((host, index) => {
        const isSelected = top + index === selected
        const look = !isSelected ? undefined : focused ? theme.selected : theme.marked
        return (
          <Line
            key={host.config.name}
            spans={rowOf({ host, link: links[index] ?? '', ...known }, widths, theme, isSelected)}
            {...(look && { look })}
          />
        )
      })}
    </Panel>
  )
}

type Known = Pick<UiState, 'registry' | 'launches'>

interface Row extends Known {
  readonly host: Host
  readonly link: string
}

/**
 * The connection texts of all hosts, joined into one string, so that the panel is drawn again only when a text changes.
 */
function linksOf(hosts: readonly Host[], now: number, room: number): string {
  return hosts.map(host => strip(linkLine(host, now, room))).join('\n')
}

interface Columns {
  readonly name: number
  readonly words: number
  readonly count: number
}

/** Column widths: names get their full width, up to 55 % of the room; connection and machine texts get the rest. */
function columnsOf(known: Known, hosts: readonly Host[], columns: number): Columns {
  const count = Math.max(1, ...hosts.map(host => width(slotUseText(known, host))))
  const room = columns - 5 - count
  const longest = Math.max(6, ...hosts.map(host => width(host.config.name) + 1))
  const name = Math.min(longest, Math.max(6, Math.round(room * 0.55)))
  return { name, words: Math.max(0, room - name), count }
}

function rowOf(row: Row, columns: Columns, theme: Theme, isSelected: boolean): readonly Span[] {
  const { host } = row
  const isDown = host.link.state === 'down'
  return [
    { text: isSelected ? theme.glyphs.mark : ' ' },
    { text: `${glyphOf(host, theme)} `, look: lookOf(host, theme) },
    {
      text: `${inCells(host.config.name, columns.name - 1)} `,
      look: isReached(host) ? theme.plain : theme.dim,
    },
    {
      text: inCells([row.link, ...machineText(row, host)].join('  '), columns.words),
      look: isDown ? theme.bad : theme.dim,
    },
    { text: ` ${pad(slotUseText(row, host), columns.count, 'start')} ` },
  ]
}

function glyphOf(host: Host, { glyphs }: Theme): string {
  return glyphs[host.link.state]
}

function lookOf(host: Host, theme: Theme): TextLook {
  const { state } = host.link
  if (state === 'up') return theme.good
  if (state === 'down') return theme.bad
  return state === 'idle' ? theme.dim : theme.warn
}
