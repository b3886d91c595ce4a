import { kindWord, noteText, sizeText, whereText } from '../../state/hosts/describe.ts'
import { linkText } from '../../state/hosts/link-text.ts'
import type { Host } from '../../state/model/fleet.ts'
import { fit as inCells, strip, width } from '../../state/text/text.ts'
import type { Span } from '../parts/line.tsx'
import type { TextLook, Theme } from '../parts/theme.ts'

/** One column of the hosts. Less important columns are hidden first when there is no room. */
interface Column {
  readonly title: string
  readonly text: (host: Host) => string
  readonly look: (host: Host, theme: Theme) => TextLook
  /** Minimum width of the column, in cells. */
  readonly least: number
  /** Maximum width of the column, in cells. */
  readonly most: number
  /** Minimum width of the screen, in cells, at which the column is shown. */
  readonly from: number
}

export interface ColumnWidth {
  readonly column: Column
  readonly cells: number
}

const COLUMNS: readonly Column[] = [
  {
    title: 'host',
    text: ({ config }) => config.name,
    look: ({ config }, { plain, dim }) => (config.disabled ? dim : plain),
    least: 8,
    most: 24,
    from: 0,
  },
  {
    title: 'kind',
    text: ({ config }) => kindWord(config),
    look: (_, { dim }) => dim,
    least: 6,
    most: 6,
    from: 0,
  },
  { title: 'link', text: linkText, look: lookOf, least: 12, most: 90, from: 0 },
  {
    title: 'leads to',
    text: ({ config }) => whereText(config),
    look: (_, { dim }) => dim,
    least: 12,
    most: 40,
    from: 60,
  },
  {
    title: 'tags',
    text: ({ config: { tags = [] } }) => tags.map(tag => `#${tag}`).join(' '),
    look: (_, { accent }) => accent,
    least: 8,
    most: 24,
    from: 90,
  },
  {
    title: 'pool',
    text: ({ config }) => sizeText(config),
    look: (_, { dim }) => dim,
    least: 6,
    most: 9,
    from: 76,
  },
  {
    title: 'marks',
    text: ({ config }) => noteText(config),
    look: (_, { accent }) => accent,
    least: 7,
    most: 14,
    from: 50,
  },
]

/** Fits the width of each column to its content. The column of the connection gets the rest of the width. */
export function fitColumns(hosts: readonly Host[], columns: number): readonly ColumnWidth[] {
  const shown = COLUMNS.filter(({ from }) => columns >= from).map(column => {
    const longest = Math.max(width(column.title), ...hosts.map(host => width(column.text(host))))
    return { column, cells: Math.max(column.least, Math.min(column.most, longest)) }
  })
  const room = columns - MARGIN - shown.length
  const used = shown.reduce((sum, { cells }) => sum + cells, 0)
  if (used <= room) return shown
  return shrunk(shown, used - room)
}

/** Width of the selection mark and the connection's glyph, in cells. */
const MARGIN = 4

/** Shrinks columns by `excess` cells in total: the least important first, each down to its minimum width. */
function shrunk(all: readonly ColumnWidth[], excess: number): readonly ColumnWidth[] {
  let left = excess
  const given = new Map<Column, number>()
  for (const title of ['link', 'tags', 'leads to', 'marks', 'host']) {
    const found = all.find(({ column }) => column.title === title)
    if (!found) continue
    const gives = Math.min(left, found.cells - found.column.least)
    given.set(found.column, gives)
    left -= gives
  }
  return all.map(({ column, cells }) => ({ column, cells: cells - (given.get(column) ?? 0) }))
}

/** The row of column titles. */
export function titleSpans(fitted: readonly ColumnWidth[], theme: Theme): readonly Span[] {
  const text = fitted.map(({ column, cells }) => inCells(column.title, cells)).join(' ')
  return [{ text: `${' '.repeat(MARGIN)}${text}`, look: theme.dim }]
}

/** The row of a host, in the visible columns. */
export function hostSpans(
  host: Host,
  fitted: readonly ColumnWidth[],
  isSelected: boolean,
  theme: Theme,
): readonly Span[] {
  const { glyphs } = theme
  const glyph = host.config.disabled ? glyphs.refused : glyphs[host.link.state]
  return [
    { text: isSelected ? `${glyphs.mark} ` : '  ' },
    { text: `${glyph} `, look: lookOf(host, theme) },
    ...fitted.map(({ column, cells }) => ({
      text: `${inCells(strip(column.text(host)), cells)} `,
      look: column.look(host, theme),
    })),
  ]
}

function lookOf({ config, link: { state } }: Host, theme: Theme): TextLook {
  if (config.disabled) return theme.dim
  if (state === 'up') return theme.good
  if (state === 'down') return theme.bad
  return state === 'idle' ? theme.dim : theme.warn
}
