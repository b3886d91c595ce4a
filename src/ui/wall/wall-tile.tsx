import { Box } from 'ink'
import { use } from 'react'
import { paneKey } from '../../state/model/live-pane.ts'
import { sessionStatus } from '../../state/sessions/status.ts'
import { age } from '../../state/text/age.ts'
import { cut, strip, width } from '../../state/text/text.ts'
import type { UiState } from '../model/ui-state.ts'
import { LivePane } from '../output/live-pane.tsx'
import { PainterContext } from '../paint/context.ts'
import { Line, type Span } from '../parts/line.tsx'
import { linesOf } from '../parts/panel.tsx'
import { Row } from '../parts/row.tsx'
import { signOf } from '../parts/sign.ts'
import { type TextLook, type Theme, useTheme } from '../parts/theme.ts'
import { inside } from '../view/layout.ts'
import type { Tile } from './tile.ts'
import { contentOf, noticeOn } from './tile-content.ts'

/** The painter's id for the screen of a tile. */
export function paneIdOf({ target }: Pick<Tile, 'target'>): string {
  return `tile\n${paneKey(target)}`
}

interface WallTileProps {
  readonly tile: Tile
  readonly state: UiState
  /** Whether a dialog covers the tile. Ink then prints the tile's last content. */
  readonly covered: boolean
}

/** One session on the wall: name, host and state in its border, its screen inside. */
export function WallTile({ tile, state, covered }: WallTileProps) {
  const theme = useTheme()
  const painter = use(PainterContext)
  const { area, focused } = tile
  const lines = linesOf(theme.glyphs.ascii, focused)
  const look = borderOf(tile, theme)
  const notice = noticeOn(tile, state.now)
  return (
    <Row area={area} flexDirection="column">
      <Line spans={topOf(tile, state, theme)} />
      <Box
        width={area.width}
        height={area.height - 1}
        borderStyle={lines}
        borderTop={false}
        borderColor={look.color}
        borderDimColor={look.dimColor ?? false}
        flexDirection="column"
        overflow="hidden"
      >
        <PainterContext value={covered ? null : painter}>
          <LivePane id={paneIdOf(tile)} {...contentOf(state, tile)} />
        </PainterContext>
        {notice && (
          <Box flexShrink={0} height={1}>
            <Line spans={[{ text: ` ${cut(notice, inside(area).width - 2)}`, look: theme.bad }]} />
          </Box>
        )}
      </Box>
    </Row>
  )
}

/** The border's style. A tile whose agent waits for a person is highlighted even if it is not focused. */
function borderOf({ agent, focused, host }: Tile, { warn, border }: Theme): TextLook {
  if (agent?.state === 'waiting') return { ...warn, bold: true }
  const color = focused ? border.focused : border.other
  return { ...(color && { color }), ...(host.link.state === 'down' && { dimColor: true }) }
}

/** The top border, such as `╭─ ! name host ───── waiting ─╮`. With little room the name is the last part to be cut. */
function topOf(tile: Tile, state: UiState, theme: Theme): readonly Span[] {
  const { area, session, host, agent, focused } = tile
  const { topLeft, top, topRight } = linesOf(theme.glyphs.ascii, focused)
  const status = sessionStatus(host, session, state.now)
  const sign = signOf(agent, status, theme)
  const look = borderOf(tile, theme)
  const words = stateOf(tile, state)
  // The room for name, host and state: the width of the tile minus 8 cells for corners, border characters, spaces and
  // the symbol of the agent's state.
  const room = Math.max(1, area.width - 8)
  const name = cut(strip(session.name), room, theme.glyphs.ellipsis)
  const place = cut(`  ${strip(host.config.name)}`, room - width(name), theme.glyphs.ellipsis)
  const left = room - width(name) - width(place)
  const aside = words !== '' && width(words) + 3 <= left ? ` ${words} ` : ''
  return [
    { text: `${topLeft}${top} `, look },
    { text: `${sign.glyph} `, look: sign.look },
    { text: name, look: focused ? { ...theme.accent, bold: true } : theme.strong },
    { text: place, look: theme.dim },
    { text: ` ${top.repeat(Math.max(0, left - width(aside)))}`, look },
    { text: aside, look: agent?.state === 'waiting' ? look : theme.dim },
    { text: `${top}${topRight}`, look },
  ]
}

/** The state as a word, if the word says more than the sign. */
function stateOf({ agent, host, session, focused }: Tile, { now, view }: UiState): string {
  if (focused && view.mode === 'type') return 'TYPING'
  const status = sessionStatus(host, session, now)
  if (status.state === 'unknown') return 'not connected'
  if (status.state === 'ended') return `exit ${status.code ?? '?'}`
  if (agent) return `${strip(agent.agent)} ${agent.state}`
  return status.state === 'quiet' ? age(session.activity, now) : ''
}
