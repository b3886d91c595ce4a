import { computed, signal } from '@preact/signals'

/** The open view, as the fragment of the page's URL. */
export const openView = signal(location.hash)

/** The pane that is open; undefined: another view is open. */
export const openPane = computed(() => {
  const [, pane] = /^#\/pane\/(.+)$/.exec(openView.value) ?? []
  return pane === undefined ? undefined : decoded(pane)
})

/** Decodes a pane's id, which begins with `%`. A link that was written by hand may contain the id unencoded. */
function decoded(pane: string): string {
  try {
    return decodeURIComponent(pane)
  } catch {
    return pane
  }
}

/** The view from which the open pane was reached: the list of sessions or the wall. */
export const viewBefore = signal('#/')

/** How far each view was scrolled when it was left for a pane, in pixels. */
const scrolled = new Map<string, number>()

/** From now on, shows the view or pane that the fragment of the page's URL names. */
export function startNavigation(): void {
  addEventListener('hashchange', () => {
    const before = openView.value || '#/'
    const wasPane = openPane.value !== undefined
    if (!wasPane) scrolled.set(before, scrollY)
    openView.value = location.hash
    if (!wasPane && openPane.value !== undefined)
      viewBefore.value = before === '#/wall' ? before : '#/'
    // The view is drawn before the callback of the next animation frame, which scrolls it. A user who returns from a
    // pane sees the list at the place where they left it.
    const top = wasPane && openPane.value === undefined ? scrolled.get(location.hash || '#/') : 0
    requestAnimationFrame(() => {
      scrollTo(0, top ?? 0)
      keepFocus()
    })
  })
  // A click on a notification.
  navigator.serviceWorker?.addEventListener('message', ({ data }) => {
    const { view } = (data ?? {}) as { view?: unknown }
    if (typeof view === 'string' && view.startsWith('#/')) location.assign(`/${view}`)
  })
}

/**
 * Focuses the main part if the element with the focus is gone. The keyboard and a screen reader then continue there.
 */
function keepFocus(): void {
  if (document.activeElement === document.body)
    document.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true })
}
