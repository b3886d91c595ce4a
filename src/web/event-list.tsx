import { useEffect } from 'preact/hooks'
import type { LiveEvent } from '../state/json/live-message.ts'
import { ask } from './fleet/api.ts'
import { events } from './fleet/fleet.ts'
import { PushSwitch } from './push-switch.tsx'

/** The entries of the fleet's event log, newest first: the last 200, then those that come while the page is open. */
export function EventList() {
  useEffect(() => {
    void ask<LiveEvent[]>('/api/v1/events?limit=200').then(({ data }) => {
      if (data) events.value = data
    })
  }, [])
  return (
    <>
      <h2>Events</h2>
      <PushSwitch />
      {events.value.length === 0 ? (
        <p class="empty">Nothing has happened yet.</p>
      ) : (
        <ol class="events">
          {events.value.map(({ at, tone, text }) => (
            <li key={`${at} ${text}`} class={tone}>
              <time dateTime={new Date(at).toISOString()}>{new Date(at).toLocaleTimeString()}</time>{' '}
              {text}
            </li>
          ))}
        </ol>
      )}
    </>
  )
}
