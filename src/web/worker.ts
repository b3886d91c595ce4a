/// <reference lib="webworker" />

/** The service worker. It shows notifications, and opens the page when one is clicked. It caches no responses. */
const scope = self as unknown as ServiceWorkerGlobalScope

scope.addEventListener('install', () => void scope.skipWaiting())
scope.addEventListener('activate', event => event.waitUntil(scope.clients.claim()))
scope.addEventListener('push', event => {
  const { title, body, view } = noticeOf(event)
  // Each push must show a notification, or the browser ends the subscription. The tag makes the notification replace
  // the last one; without `renotify`, a device would then neither sound nor vibrate.
  const options = { body, tag: 'fleetmux', renotify: true, icon: '/icon.svg', data: { view } }
  event.waitUntil(scope.registration.showNotification(title, options))
})
scope.addEventListener('notificationclick', event => {
  event.notification.close()
  const { view } = (event.notification.data ?? {}) as { view?: unknown }
  event.waitUntil(open(viewOf(view)))
})

interface Shown {
  readonly title: string
  readonly body: string
  /** The view to open, as the fragment of the page's URL. */
  readonly view: string
}

function noticeOf({ data }: PushEvent): Shown {
  try {
    const { title, body, view } = (data?.json() ?? {}) as Record<string, unknown>
    return { title: String(title ?? 'fleetmux'), body: String(body ?? ''), view: viewOf(view) }
  } catch {
    return { title: 'fleetmux', body: 'A session needs you.', view: viewOf(undefined) }
  }
}

/** The view that a click on a notification opens. Only a fragment (`#/...`) is accepted: never another page. */
function viewOf(view: unknown): string {
  return typeof view === 'string' && view.startsWith('#/') ? view : '#/'
}

/** Focuses a window in which the page is open and shows the view there, or opens it in a new window. */
async function open(view: string): Promise<void> {
  const windows = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const known = windows.find(({ url }) => new URL(url).pathname === '/')
  if (!known) {
    await scope.clients.openWindow(`/${view}`)
    return
  }
  known.postMessage({ view })
  await known.focus()
}
