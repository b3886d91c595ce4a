import type { UiState } from '../model/ui-state.ts'
import { OUTPUT } from '../output/output-panel.tsx'
import { shownOf } from '../output/visible-rows.ts'
import type { Painter } from '../paint/painter.ts'
import type { UiStore } from '../view/ui-store.ts'
import { tilesOf } from '../wall/tile.ts'
import { contentOf } from '../wall/tile-content.ts'
import { paneIdOf } from '../wall/wall-tile.tsx'

const FRAME = 16

/**
 * Paints new output of the followed pane, or of the wall's tiles, without React: immediately, but at most one frame per
 * `FRAME` milliseconds. Returns a function that stops the painting.
 */
export function paintLive(store: UiStore, painter: Painter): () => void {
  let last: UiState = store.getState()
  let flushed = 0
  let timer: NodeJS.Timeout | null = null

  function paint(): void {
    timer = null
    flushed = performance.now()
    show(painter, store.getState())
    painter.flush()
  }

  const unsubscribe = store.subscribe(() => {
    const state = store.getState()
    const isSame = sameLines(state, last)
    last = state
    if (isSame || timer) return
    const wait = FRAME - (performance.now() - flushed)
    if (wait <= 0) paint()
    else timer = setTimeout(paint, wait)
  })
  return () => {
    unsubscribe()
    if (timer) clearTimeout(timer)
  }
}

function show(painter: Painter, state: UiState): void {
  if (!state.view.wall) {
    painter.show(OUTPUT, shownOf(state))
    return
  }
  // The painter stores the content of a tile that React has not drawn yet, and paints it when React has placed the
  // tile.
  for (const tile of tilesOf(state)) painter.show(paneIdOf(tile), contentOf(state, tile))
}

function sameLines(one: UiState, other: UiState): boolean {
  if (one.view !== other.view) return false
  return one.view.wall
    ? one.watched === other.watched
    : one.output === other.output && one.reading === other.reading
}
