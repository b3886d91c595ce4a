/// <reference lib="webworker" />

/** The page works without its server only so far as to say so: nothing is answered from a store. */
const scope = self as unknown as ServiceWorkerGlobalScope

scope.addEventListener('install', () => void scope.skipWaiting())
scope.addEventListener('activate', event => event.waitUntil(scope.clients.claim()))
scope.addEventListener('notificationclick', event => {
  event.notification.close()
  event.waitUntil(scope.clients.openWindow('/'))
})
