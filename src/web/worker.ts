/// <reference lib="webworker" />

/** The service worker. It shows notifications, and opens the page when one is clicked. It caches no responses. */
const scope = self as unknown as ServiceWorkerGlobalScope

scope.addEventListener('install', () => void scope.skipWaiting())
scope.addEventListener('activate', event => event.waitUntil(scope.clients.claim()))
scope.addEventListener('push', event => {
  const { title, body } = noticeOf(event)
  // Each push must show a notification, or the browser ends the subscription. The tag makes the notification replace
  // the last one.
  event.waitUntil(
    scope.registration.showNotification(title, { body, tag: 'fleetmux', icon: '/icon.svg' }),
  )
})
scope.addEventListener('notificationclick', event => {
  event.notification.close()
  event.waitUntil(open())
})

function noticeOf({ data }: PushEvent): { readonly title: string; readonly body: string } {
  try {
    const { title, body } = (data?.json() ?? {}) as { title?: unknown; body?: unknown }
    return { title: String(title ?? 'fleetmux'), body: String(body ?? '') }
  } catch {
    return { title: 'fleetmux', body: 'A session needs you.' }
  }
}

/** Focuses a window in which the page is open, or opens the page in a new window. */
async function open(): Promise<void> {
  const [known] = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (known) await known.focus()
  else await scope.clients.openWindow('/')
}
