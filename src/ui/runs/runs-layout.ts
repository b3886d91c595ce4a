import { runsInOrder } from '../../state/runs/run-state.ts'
import type { UiState } from '../model/ui-state.ts'
import { type Area, inside } from '../view/layout.ts'

/** The layout of the runs screen: the rows, and the conversation of the selected run. */
export interface RunsRoom {
  readonly list: Area
  readonly conversation: Area
  readonly rows: number
  readonly lines: number
  /** Width of a line of the conversation, in cells. */
  readonly columns: number
}

/** Minimum width of the screen, in cells, for showing the two parts side by side. */
const WIDE = 120
/** Maximum share of the height for the list of runs, if the conversation is below the list and not beside it. */
const SHARE = 0.4

export function runsRoom({ view, runs }: Pick<UiState, 'view' | 'runs'>): RunsRoom {
  const { columns: all } = view
  const height = Math.max(6, view.rows - 2)
  const isWide = all >= WIDE
  const width = isWide ? Math.round(all * 0.42) : all
  const few = Math.max(1, runsInOrder({ runs }).length) + 2
  const list = isWide ? height : Math.max(3, Math.min(few, Math.floor(height * SHARE)))
  const conversation = isWide
    ? { x: width, y: 0, width: all - width, height }
    : { x: 0, y: list, width: all, height: height - list }
  const { width: cells, height: lines } = inside(conversation)
  return {
    list: { x: 0, y: 0, width, height: list },
    conversation,
    rows: Math.max(1, list - 2),
    lines: Math.max(1, lines),
    columns: Math.max(1, cells - 2),
  }
}
