import { Box, Text } from 'ink'
import type { ReactNode } from 'react'
import { cut, width } from '../../state/text/text.ts'
import type { Area } from '../view/layout.ts'
import { Row } from './row.tsx'
import { useTheme } from './theme.ts'

export interface PanelProps {
  readonly area: Area
  readonly title: string
  /** Text at the right of the top border, if there is room. */
  readonly note?: string
  readonly focused: boolean
  readonly children?: ReactNode
}

/**
 * A bordered area with its title in the border. A focused panel has a heavier border and a mark, not only another
 * colour.
 */
export function Panel({ area, title, note = '', focused, children }: PanelProps) {
  const { border, glyphs } = useTheme()
  const lines = linesOf(glyphs.ascii, focused)
  const colour = focused ? border.focused : border.other
  return (
    <Row area={area} flexDirection="column">
      <TopLine title={title} note={note} focused={focused} columns={area.width} />
      <Box
        width={area.width}
        height={area.height - 1}
        borderStyle={lines}
        borderTop={false}
        borderColor={colour}
        flexDirection="column"
        overflow="hidden"
      >
        {children}
      </Box>
    </Row>
  )
}

interface TopLineProps {
  readonly title: string
  readonly note: string
  readonly focused: boolean
  readonly columns: number
}

/** Minimum width, in cells, to which a title is cut to make room for the note at the right end of the top border. */
const SHORTEST = 12

/** Number of cells for the note of a panel with a short title. A longer note is left out. */
export function noteRoom(columns: number): number {
  return columns - 6 - 4 - SHORT_TITLE
}

/** Width of a title such as `▸ Playbooks 200`, in cells. */
const SHORT_TITLE = 15

function TopLine({ title, note, focused, columns }: TopLineProps) {
  const { border, accent, glyphs } = useTheme()
  const lines = linesOf(glyphs.ascii, focused)
  const colour = focused ? border.focused : border.other
  const room = columns - 6
  const mark = focused ? `${glyphs.ascii ? '>' : '▸'} ` : ''
  // The note, at the right end of the top border, says whether the text is live, so a long title is cut to make room.
  const kept = note && room - width(note) - 4 >= SHORTEST ? room - width(note) - 4 : room
  const name = cut(`${mark}${title}`, kept, glyphs.ellipsis)
  const left = room - width(name) - 2
  const aside = note && width(note) <= left - 2 ? ` ${note} ` : ''
  const rule = lines.top.repeat(Math.max(0, columns - 5 - width(name) - width(aside) - 1))
  return (
    <Text wrap="truncate">
      <Text color={colour}>{`${lines.topLeft}${lines.top} `}</Text>
      <Text {...(focused ? { ...accent, bold: true } : { bold: true })}>{name}</Text>
      <Text color={colour}>{` ${rule}`}</Text>
      <Text dimColor>{glyphs.ascii ? aside.replaceAll('…', '~') : aside}</Text>
      <Text color={colour}>{`${lines.top}${lines.topRight}`}</Text>
    </Text>
  )
}

/** The characters of a border. */
export function linesOf(ascii: boolean, focused: boolean) {
  if (ascii) return focused ? ASCII_FOCUSED : ASCII
  return focused ? HEAVY : ROUND
}

const ROUND = {
  topLeft: '╭',
  top: '─',
  topRight: '╮',
  left: '│',
  right: '│',
  bottomLeft: '╰',
  bottom: '─',
  bottomRight: '╯',
}
const HEAVY = {
  topLeft: '┏',
  top: '━',
  topRight: '┓',
  left: '┃',
  right: '┃',
  bottomLeft: '┗',
  bottom: '━',
  bottomRight: '┛',
}
const ASCII = {
  topLeft: '+',
  top: '-',
  topRight: '+',
  left: '|',
  right: '|',
  bottomLeft: '+',
  bottom: '-',
  bottomRight: '+',
}
const ASCII_FOCUSED = { ...ASCII, top: '=', bottom: '=' }
