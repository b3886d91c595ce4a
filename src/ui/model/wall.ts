import type { SessionRef } from '../../state/model/target.ts'

/** Who is on the wall: those that are marked, those that the filter shows, those that need a person. */
export type WallSource = 'marked' | 'shown' | 'needy'

/** How the tiles of a page stand: in rows, side by side, or one large and the others small. */
export type WallLayout = 'grid' | 'columns' | 'main'

export type Side = 'left' | 'right' | 'up' | 'down'

/** Where the focus goes; `need`: to the next that needs a person. */
export type Direction = Side | 'next' | 'previous' | 'first' | 'last' | 'need'

/** Many sessions live at once. The focused tile is the selected session, whose pane is followed. */
export interface Wall {
  readonly source: WallSource
  readonly layout: WallLayout
  /** The focused tile has the whole wall. */
  readonly zoomed: boolean
  /** The focused tile, and where it stands among all: another takes its place when it goes. */
  readonly at: SessionRef | null
  readonly near: number
  /** Who has needed a person since they were asked for: nobody vanishes for having been looked at. */
  readonly needy: readonly SessionRef[]
}
