import type { Fleet } from '../../state/fleet-handle.ts'
import { paneKey, type Screen } from '../../state/model/live-pane.ts'
import type { State } from '../../state/model/state.ts'
import type { Target } from '../../state/model/target.ts'
import { paneOf } from '../../state/targets/target.ts'

export interface PaneListener {
  readonly shown: (screen: Screen) => void
  /** The pane no longer exists; no more screens follow. */
  readonly gone: () => void
}

/** The watched panes. Each pane is captured once for all its readers, and only while it has readers. */
export interface PaneWatch {
  /**
   * Calls the listener with the current screen, if known, and each new one. Returns a function that stops these calls.
   */
  watch(target: Target, listener: PaneListener): () => void
  /** Makes updates of this pane faster, for a user who types into it. Replaces the pane focused before. */
  focus(target: Target | null): void
  close(): void
}

interface Watched {
  readonly target: Target
  readonly listeners: Set<PaneListener>
  last: Screen | undefined
}

export function createPaneWatch({ store }: Pick<Fleet, 'store'>): PaneWatch {
  const watched = new Map<string, Watched>()
  let isAsked = false
  let before: Pick<State, 'watched' | 'hosts'> = store.getState()

  /** Tells the store which panes to watch, once even if many are added or removed within one turn of the event loop. */
  function ask(): void {
    if (isAsked) return
    isAsked = true
    queueMicrotask(() => {
      isAsked = false
      store.dispatch({
        type: 'watch-panes',
        targets: [...watched.values()].map(each => each.target),
      })
    })
  }

  function look(): void {
    const state = store.getState()
    if (state.watched.screens !== before.watched.screens) tellScreens(state)
    if (state.hosts !== before.hosts) tellGone(state)
    before = state
  }

  function tellScreens({ watched: { screens } }: State): void {
    for (const [key, each] of watched) {
      const screen = screens[key]
      if (!screen || screen === each.last) continue
      each.last = screen
      for (const { shown } of [...each.listeners]) shown(screen)
    }
  }

  function tellGone(state: State): void {
    for (const [key, { target, listeners }] of [...watched]) {
      if (state.hosts.get(target.host) === before.hosts.get(target.host) || paneOf(state, target))
        continue
      watched.delete(key)
      ask()
      for (const { gone } of [...listeners]) gone()
    }
  }

  const stop = store.subscribe(look)
  return {
    watch(target, listener) {
      const key = paneKey(target)
      const each = watched.get(key) ?? { target, listeners: new Set(), last: undefined }
      if (!watched.has(key)) {
        watched.set(key, each)
        ask()
      }
      each.listeners.add(listener)
      if (each.last) listener.shown(each.last)
      return () => {
        each.listeners.delete(listener)
        if (each.listeners.size > 0 || watched.get(key) !== each) return
        watched.delete(key)
        ask()
      }
    },
    focus: target => store.dispatch({ type: 'follow', target }),
    close: stop,
  }
}
