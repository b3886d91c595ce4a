/// <reference lib="webworker" />

/** The service worker opens the page when a notification is clicked. It caches no answers. */
const scope = self as unknown as ServiceWorkerGlobalScope

scope.addEventListener('install', () => void scope.skipWaiting())
scope.addEventListener('activate', event => event.waitUntil(scope.clients.claim()))
scope.addEventListener('notificationclick', event => {
  event.notification.close()
  event.waitUntil(scope.clients.openWindow('/'))
})
