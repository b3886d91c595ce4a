import type { SessionRef } from '../../state/model/target.ts'

/** Which sessions are on the wall: the marked ones, those that the filter shows, or those that need a person. */
export type WallSource = 'marked' | 'shown' | 'needy'

/** How the tiles of a page are arranged: in a grid, in one row side by side, or as one large tile and small ones. */
export type WallLayout = 'grid' | 'columns' | 'main'

export type Side = 'left' | 'right' | 'up' | 'down'

/** The tile to focus next. `need`: the next one whose session needs a person. */
export type Direction = Side | 'next' | 'previous' | 'first' | 'last' | 'need'

/**
 * State of the wall, which shows many sessions live. The focused tile is the selected session, whose pane is followed.
 */
export interface Wall {
  readonly source: WallSource
  readonly layout: WallLayout
  /** Whether the focused tile fills the whole wall. */
  readonly zoomed: boolean
  /** The session of the focused tile. */
  readonly at: SessionRef | null
  /** Index of the focused tile. When the tile is gone, the tile at this index gets the focus. */
  readonly near: number
  /**
   * Sessions that have needed a person since this source was chosen. A session stays in the list when it needs nobody
   * any more, so that the tiles do not move.
   */
  readonly needy: readonly SessionRef[]
}
