import type { State } from '../state/model.ts'
import type { Store } from '../state/store.ts'

/** The state as React sees it: at once after a key, a few times a second otherwise. */
export interface Frames {
  get(): State
  subscribe(listener: () => void): () => void
  /** Shows what is now, without waiting. */
  now(): void
  stop(): void
}

const CALM = 200

/** `interval`: the least time between two frames that no key asked for, in milliseconds. */
export function createFrames(store: Store, interval = CALM): Frames {
  let shown = store.getState()
  let timer: NodeJS.Timeout | null = null
  const listeners = new Set<() => void>()

  function now(): void {
    if (timer) clearTimeout(timer)
    timer = null
    if (shown === store.getState()) return
    shown = store.getState()
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

/** Live output goes past React, and the clock counts only when a label steps. */
function isNews(before: State, after: State): boolean {
  return (
    before.hosts !== after.hosts ||
    before.view !== after.view ||
    before.settings !== after.settings ||
    before.log !== after.log ||
    before.broadcasts !== after.broadcasts ||
    before.wakeAt !== after.wakeAt ||
    isOutputNews(before.output, after.output)
  )
}

function isOutputNews(before: State['output'], after: State['output']): boolean {
  return (
    before.target !== after.target ||
    before.session !== after.session ||
    before.failure !== after.failure ||
    before.note !== after.note ||
    before.paused !== after.paused ||
    before.search !== after.search ||
    before.left !== after.left ||
    !before.screen !== !after.screen ||
    before.screen?.width !== after.screen?.width ||
    before.screen?.height !== after.screen?.height
  )
}
