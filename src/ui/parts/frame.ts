import type { UiState } from '../model/ui-state.ts'
import type { UiStore } from '../view/ui-store.ts'

/** The state that React draws: updated immediately after a key, otherwise a few times per second. */
export interface Frames {
  get(): UiState
  subscribe(listener: () => void): () => void
  /** Passes the state to React at once. Does nothing if only live output has changed, which the painter draws. */
  now(): void
  stop(): void
}

const CALM = 200

/** `interval`: minimum time between two updates that are not caused by a key, in milliseconds. */
export function createFrames(store: UiStore, interval = CALM): Frames {
  let shown = store.getState()
  let timer: NodeJS.Timeout | null = null
  const listeners = new Set<() => void>()

  function now(): void {
    if (timer) clearTimeout(timer)
    timer = null
    const state = store.getState()
    if (!isNews(shown, state)) return
    shown = state
    for (const listener of [...listeners]) listener()
  }

  const unsubscribe = store.subscribe(() => {
    if (!timer && isNews(shown, store.getState())) timer = setTimeout(now, interval)
  })

  return {
    get: () => shown,
    now,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop() {
      unsubscribe()
      if (timer) clearTimeout(timer)
      timer = null
    },
  }
}

/** Fields of the state that change with every output of a pane, and that React does not draw. */
const DRAWN_WITHOUT_REACT: ReadonlySet<string> = new Set([
  'now',
  'output',
  'reading',
  'watched',
  'looks',
  'recordings',
])
const LIVE: ReadonlySet<string> = new Set(['screen'])
const LOOKBACK: ReadonlySet<string> = new Set(['ring'])

/** Whether React must draw. Live output and a change of the clock alone do not need React. */
function isNews(before: UiState, after: UiState): boolean {
  return (
    differs(before, after, DRAWN_WITHOUT_REACT) ||
    differs(before.output, after.output, LIVE) ||
    differs(before.reading, after.reading, LOOKBACK) ||
    before.recordings.length !== after.recordings.length ||
    !before.output.screen !== !after.output.screen ||
    before.output.screen?.width !== after.output.screen?.width ||
    before.output.screen?.height !== after.output.screen?.height
  )
}

function differs<T extends object>(before: T, after: T, but: ReadonlySet<string>): boolean {
  const keys = Object.keys({ ...before, ...after }) as (keyof T & string)[]
  return keys.some(key => before[key] !== after[key] && !but.has(key))
}
