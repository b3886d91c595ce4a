import { isReached, linkText, whyNoSessions } from '../../state/hosts/link-text.ts'
import { withTransportLabel } from '../../state/hosts/transport-label.ts'
import type { Host } from '../../state/model/fleet.ts'
import { cut, strip, width } from '../../state/text/text.ts'
import { minuteOfDay } from '../../state/text/time-of-day.ts'
import { promptOf } from '../../state/tracked/prompt.ts'
import type { UiState } from '../model/ui-state.ts'
import { Line, type Span } from '../parts/line.tsx'
import { Panel } from '../parts/panel.tsx'
import { type Theme, useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import { runListSpans } from '../runs/run-columns.ts'
import { type Area, inside } from '../view/layout.ts'
import { lineIn, topOf } from './list-scroll.ts'
import { isMarked } from './mark.ts'
import {
  type HostRow,
  hostRows,
  type ListRow,
  type NeedRow,
  rowsOf,
  type SessionRow,
  sessionRowsOf,
} from './session-list-rows.ts'
import { formatOf } from './session-row.ts'

/** The sessions of all hosts, one row each. */
export function SessionList({ area }: { readonly area: Area }) {
  const state = useSelect(whole)
  const theme = useTheme()
  const { width: columns, height } = inside(area)
  const { view } = state
  const rows = rowsOf(state)
  const top = topOf(state, 'sessions')
  const selected = lineIn(state, 'sessions')
  const count = sessionRowsOf(state).length
  const focused = view.panel === 'sessions'
  const shown = rows.slice(top, top + height)
  const format = formatOf(columns, view.grouped, theme)
  return (
    <Panel area={area} title={`Sessions ${count}`} note={noteOf(view)} focused={focused}>
      {shown.length === 0 && <Line spans={[{ text: ` ${nothing(state)}`, look: theme.dim }]} />}
      {shown.map((row, index) => {
        const isSelected = top + index === selected
        const look = !isSelected ? undefined : focused ? theme.selected : theme.marked
        return (
          <Line
            key={keyOf(row)}
            spans={
              row.kind === 'run'
                ? runListSpans(row.run, { columns, now: state.now, grouped: view.grouped }, theme)
                : row.kind === 'session'
                  ? format(
                      row,
                      state.now,
                      isSelected,
                      isChosen(state, row),
                      promptOf(state.registry, row.session),
                    )
                  : heading(row, state, columns, theme)
            }
            {...(look && { look })}
          />
        )
      })}
    </Panel>
  )
}

const whole = (state: UiState): UiState => state

function noteOf({ filter, sort, grouped }: UiState['view']): string {
  const order = `by ${sort}${grouped ? '' : ', flat'}`
  return filter === '' ? order : `/${cut(filter, 20)} ${order}`
}

function nothing({ view, hosts }: UiState): string {
  if (view.filter !== '') return 'No session matches the filter. esc clears the filter.'
  if (hosts.size === 0) return 'Starting…'
  return 'No sessions. Press n to start one.'
}

function keyOf(row: ListRow): string {
  if (row.kind === 'need') return ''
  const name = row.host.config.name
  if (row.kind === 'run') return `run ${name}/${row.run.id}`
  return row.kind === 'host' ? name : `${name}/${row.session.id}`
}

function heading(
  row: HostRow | NeedRow,
  state: UiState,
  columns: number,
  theme: Theme,
): readonly Span[] {
  if (row.kind === 'need') {
    const text = cut(` Needs you  ${row.count}`, columns)
    return [{ text, look: { ...theme.warn, bold: true } }]
  }
  const { host } = row
  const link = strip(whyNoSessions(host) ?? (isReached(host) ? '' : linkText(host)))
  const words = [memoryText(host, state.now), link].filter(Boolean).join('  ')
  const count = hostRows(state, host).length
  const name = cut(
    ` ${withTransportLabel(host.config.name, host, Math.round(columns / 2))}`,
    columns,
  )
  const aside = words || (count > 0 ? String(count) : '')
  const isBad = host.link.state === 'down'
  return [
    { text: name, look: theme.strong },
    {
      text: cut(`  ${aside}`, Math.max(0, columns - width(name))),
      look: isBad ? theme.bad : theme.dim,
    },
  ]
}

/** The note on sessions that are known only from an earlier run of fleetmux. */
function memoryText({ recalled }: Host, now: number): string {
  if (recalled === undefined) return ''
  const then = new Date(recalled)
  const day = now - recalled < 86_400_000 ? '' : `${then.toLocaleDateString('en-CA').slice(5)} `
  return `as seen ${day}${minuteOfDay(recalled)}`
}

function isChosen(state: UiState, { host, session }: SessionRow): boolean {
  return isMarked(state, { host: host.config.name, session: session.id })
}
