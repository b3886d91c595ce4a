import { Box } from 'ink'
import { paneKey } from '../../state/model/live-pane.ts'
import { cut, strip, width } from '../../state/text/text.ts'
import type { UiState } from '../model/ui-state.ts'
import { Line, type Span } from '../parts/line.tsx'
import { Row } from '../parts/row.tsx'
import { type Theme, useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import { hungOn, pageOn, sourceOf, tilesOf } from './tile.ts'
import { LAYOUT_WORDS, SOURCE_WORDS } from './wall.ts'
import { wallBody, wallHead } from './wall-layout.ts'
import { WallTile } from './wall-tile.tsx'

/** The wall: many sessions at once. `covered`: a dialog covers the tiles, so they are not updated. */
export function Wall({ covered }: { readonly covered: boolean }) {
  const theme = useTheme()
  const state = useSelect(whole)
  const tiles = tilesOf(state)
  return (
    <>
      <Row area={wallHead(state.view)}>
        <Line spans={headOf(state, theme)} />
      </Row>
      {tiles.length === 0 && <Nobody state={state} />}
      {tiles.map(tile => (
        <WallTile key={paneKey(tile.target)} tile={tile} state={state} covered={covered} />
      ))}
    </>
  )
}

const whole = (state: UiState): UiState => state

function Nobody({ state }: { readonly state: UiState }) {
  const theme = useTheme()
  return (
    <Row area={wallBody(state.view)}>
      <Box paddingTop={1}>
        <Line
          spans={[{ text: cut(`  ${emptyText(state)}`, state.view.columns), look: theme.dim }]}
        />
      </Box>
    </Row>
  )
}

function emptyText({ view }: UiState): string {
  if (view.wall?.source === 'needy') return 'No agent needs you. Press o to show other sessions.'
  return view.filter === '' ? 'There are no sessions.' : 'No session matches the filter.'
}

/** The title: the source of the sessions on the left, page and layout on the right if there is room. */
function headOf(state: UiState, theme: Theme): readonly Span[] {
  const { wall, columns, filter } = state.view
  if (!wall) return []
  const source = sourceOf(state, wall)
  const words = source === 'shown' && filter !== '' ? `/${strip(filter)}` : SOURCE_WORDS[source]
  const { number, count } = pageOn(state)
  const place = `${number + 1} of ${count}`
  const page = count > 1 ? `page ${place}  ` : ''
  const aside = wall.zoomed ? `zoomed  ${place} ` : `${page}${LAYOUT_WORDS[wall.layout]} `
  const title = cut(` ${mark(theme)} Wall ${hungOn(state).length} `, columns)
  const room = columns - width(title)
  const left = cut(` ${words}`, Math.max(0, room - width(aside) - 1))
  return [
    { text: title, look: { ...theme.accent, bold: true } },
    { text: left, look: theme.dim },
    { text: ' '.repeat(Math.max(0, room - width(left) - width(aside))) },
    { text: cut(aside, room), look: theme.dim },
  ]
}

function mark({ glyphs }: Theme): string {
  return glyphs.ascii ? '>' : '▸'
}
