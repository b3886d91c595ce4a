import { age } from '../../state/age.ts'
import { type Area, inside } from '../../state/layout.ts'
import { hostRows, type ListRow, rowsOf, type SessionRow, sessionRowsOf } from '../../state/list.ts'
import { isMarked } from '../../state/mark.ts'
import type { Session, State } from '../../state/model.ts'
import { lineIn, topOf } from '../../state/selection.ts'
import { isOurs } from '../../state/session.ts'
import {
  emptiness,
  isReached,
  linkWords,
  type SessionStatus,
  sessionStatus,
} from '../../state/status.ts'
import { activePane } from '../../state/target.ts'
import { cut, fit as inCells, pad, strip, width } from '../../state/text.ts'
import { type Look, type Theme, useTheme } from '../theme.ts'
import { useSelect } from '../use-select.ts'
import { Line, type Span } from './line.tsx'
import { Panel } from './panel.tsx'

/** Every session of every host, one row each. */
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
            key={
              row.kind === 'host'
                ? row.host.config.name
                : `${row.host.config.name}/${row.session.id}`
            }
            spans={
              row.kind === 'host'
                ? heading(row, state, columns, theme)
                : format(row, state.now, isSelected, isChosen(state, row))
            }
            {...(look && { look })}
          />
        )
      })}
    </Panel>
  )
}

const whole = (state: State): State => state

function noteOf({ filter, sort, grouped }: State['view']): string {
  const order = `by ${sort}${grouped ? '' : ', flat'}`
  return filter === '' ? order : `/${cut(filter, 20)} ${order}`
}

function nothing({ view, hosts }: State): string {
  if (view.filter !== '') return 'No session matches the filter. esc drops it.'
  if (Object.keys(hosts).length === 0) return 'Starting…'
  return 'No sessions. n starts one.'
}

function heading(row: ListRow, state: State, columns: number, theme: Theme): readonly Span[] {
  const { host } = row
  const words = strip(emptiness(host) ?? (isReached(host) ? '' : linkWords(host)))
  const count = hostRows(state, host).length
  const name = cut(` ${host.config.name}`, columns)
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

const AGE = 8

type Format = (
  row: SessionRow,
  now: number,
  isSelected: boolean,
  isChosen: boolean,
) => readonly Span[]

/** Columns by what there is room for: state, host where it is not in a heading, name, command, title, age. */
function formatOf(columns: number, grouped: boolean, theme: Theme): Format {
  const room = columns - 4 - AGE
  const host = grouped ? 0 : clamp(6, Math.round(room * 0.25), 18)
  const title = columns >= 64 ? Math.round((room - host) * 0.34) : 0
  const command = clamp(7, Math.round((room - host - title) * 0.36), 20)
  const name = Math.max(1, room - host - title - command)
  return ({ host: on, session }, now, isSelected, chosen) => {
    const status = sessionStatus(on, session, now)
    const stale = status.state === 'unknown' ? theme.dim : theme.plain
    const pane = activePane(session)
    return [
      { text: isSelected ? theme.glyphs.mark : ' ' },
      { text: `${glyphOf(status, theme)} `, look: lookOf(status, theme) },
      ...(host > 0 ? [{ text: column(on.config.name, host), look: theme.dim }] : []),
      ...(chosen ? [{ text: `${theme.glyphs.chosen} `, look: theme.accent }] : []),
      { text: column(nameOf(session), chosen ? Math.max(1, name - 2) : name), look: stale },
      { text: column(pane?.command ?? '', command), look: theme.dim },
      ...(title > 0 ? [{ text: column(pane?.title ?? '', title), look: theme.dim }] : []),
      { text: pad(ageOf(status, session, now), AGE, 'start'), look: stale },
      { text: ' ' },
    ]
  }
}

function column(text: string, columns: number): string {
  return `${inCells(text, columns - 1)} `
}

function isChosen(state: State, { host, session }: SessionRow): boolean {
  return isMarked(state, { host: host.config.name, session: session.id })
}

function nameOf(session: Session): string {
  const people = session.attached > 0 ? ` @${session.attached}` : ''
  return `${session.name}${isOurs(session) ? ' (this)' : people}`
}

function ageOf(status: SessionStatus, session: Session, now: number): string {
  if (status.state === 'ended') return `exit ${status.code ?? '?'}`
  return age(session.activity, now)
}

function glyphOf(status: SessionStatus, { glyphs }: Theme): string {
  if (status.state === 'ended') return status.code === 0 ? glyphs.ended : glyphs.failed
  return glyphs[status.state]
}

function lookOf(status: SessionStatus, theme: Theme): Look {
  if (status.state === 'ended') return status.code === 0 ? theme.plain : theme.bad
  return status.state === 'active' ? theme.good : theme.dim
}

function clamp(least: number, value: number, most: number): number {
  return Math.max(least, Math.min(value, most))
}
