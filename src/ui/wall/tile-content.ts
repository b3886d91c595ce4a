import { isReached, linkText } from '../../state/hosts/link-text.ts'
import { paneKey, type Screen } from '../../state/model/live-pane.ts'
import { age } from '../../state/text/age.ts'
import { strip } from '../../state/text/text.ts'
import type { UiState } from '../model/ui-state.ts'
import { liveRows, type PanelContent } from '../output/visible-rows.ts'
import { inside } from '../view/layout.ts'
import type { Tile } from './tile.ts'

/** The visible part of a tile's screen. `dim`: it is drawn dimmed, because the host is not connected. */
export interface TileContent extends PanelContent {
  readonly dim: boolean
}

/** The newest known screen of a tile; dimmed if its host is not connected. */
export function contentOf(state: UiState, tile: Tile): TileContent {
  const screen = state.watched.screens[paneKey(tile.target)]
  const dim = !isReached(tile.host)
  if (!screen) return { lines: [], cursor: null, from: { line: 0, column: 0 }, dim }
  const { width, height } = inside(tile.area)
  const rows = Math.max(1, height - (noticeOn(tile, state.now) ? 1 : 0))
  const typing = tile.focused && state.view.mode === 'type'
  return {
    lines: screen.lines,
    cursor: tile.focused ? screen.cursor : null,
    from: {
      line: firstLine(screen, rows, tile.pane.dead !== undefined),
      column: typing ? firstColumn(screen, width) : 0,
    },
    dim,
  }
}

/** Why the tile's content is not current; null if it is current. */
export function noticeOn({ host }: Pick<Tile, 'host'>, now: number): string | null {
  if (isReached(host)) return null
  return strip(`${age(host.link.since, now)}, ${linkText(host)}`)
}

/** First visible line: the end of the text is shown, unless the cursor would be hidden. */
function firstLine(screen: Screen, rows: number, isDead: boolean): number {
  const { from } = liveRows(screen, rows, isDead)
  const { cursor } = screen
  return cursor && !isDead && cursor.y < from ? Math.max(0, cursor.y - Math.floor(rows / 2)) : from
}

/** First visible column: 0, unless the cursor would be hidden. */
function firstColumn({ cursor }: Screen, width: number): number {
  return cursor ? Math.max(0, cursor.x - width + 1) : 0
}
