import type { State } from '../state/model/state.ts'
import type { Store } from '../state/store.ts'
import { shownOf } from '../state/visible-rows.ts'
import { contentOf } from '../state/wall-content.ts'
import { tilesOf } from '../state/wall-tile.ts'
import type { Painter } from './paint/painter.ts'
import { OUTPUT } from './parts/output-panel.tsx'
import { paneIdOf } from './parts/wall-tile.tsx'

const FRAME = 16

/**
 * The newest lines of the followed pane, or of the tiles of the wall, past React: at once, or a frame after the
 * last. Returns the way to stop.
 */
export function paintLive(store: Store, painter: Painter): () => void {
  let last: State = store.getState()
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

function show(painter: Painter, state: State): void {
  if (!state.view.wall) {
    painter.show(OUTPUT, shownOf(state))
    return
  }
  // What a key has just hung is placed by React, with what it shows.
  for (const tile of tilesOf(state)) painter.show(paneIdOf(tile), contentOf(state, tile))
}

function sameLines(one: State, other: State): boolean {
  if (one.view !== other.view) return false
  return one.view.wall ? one.tiles === other.tiles : one.output === other.output
}
