import type { State } from '../state/model.ts'
import { shownOf } from '../state/shown.ts'
import type { Store } from '../state/store.ts'
import type { Painter } from './paint/painter.ts'
import { OUTPUT } from './parts/output-panel.tsx'

const FRAME = 16

/** The newest lines of the followed pane, past React: at once, or a frame after the last. Returns the way to stop. */
export function feedPainter(store: Store, painter: Painter): () => void {
  let last: State = store.getState()
  let flushed = 0
  let timer: NodeJS.Timeout | null = null

  function paint(): void {
    timer = null
    flushed = performance.now()
    painter.show(OUTPUT, shownOf(store.getState()))
    painter.flush()
  }

  const unsubscribe = store.subscribe(() => {
    const state = store.getState()
    const isSame = state.output === last.output && state.view === last.view
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
