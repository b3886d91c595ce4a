import type { SessionRef } from '../../state/model/target.ts'

/** Which sessions are on the wall: the marked ones, those that the filter shows, or those that need a person. */
export type WallSource = 'marked' | 'shown' | 'needy'

/** How the tiles of a page are arranged: in rows, side by side, or one large tile and small ones. */
export type WallLayout = 'grid' | 'columns' | 'main'

export type Side = 'left' | 'right' | 'up' | 'down'

/** Where the focus goes. `need`: to the next session that needs a person. */
export type Direction = Side | 'next' | 'previous' | 'first' | 'last' | 'need'

/**
 * State of the wall, which shows many sessions live. The focused tile is the selected session, whose pane is followed.
 */
export interface Wall {
  readonly source: WallSource
  readonly layout: WallLayout
  /** Whether the focused tile fills the whole wall. */
  readonly zoomed: boolean
  /** The focused tile and its index. When it is gone, the tile at that index gets the focus. */
  readonly at: SessionRef | null
  readonly near: number
  /** Sessions that have needed a person since this source was chosen. A session is not removed after a look at it. */
  readonly needy: readonly SessionRef[]
}
