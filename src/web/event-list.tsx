import { useEffect } from 'preact/hooks'
import type { LiveEvent } from '../state/json/live-message.ts'
import { ask } from './fleet/api.ts'
import { events } from './fleet/fleet.ts'

/** The events, newest first. */
export function EventList() {
  useEffect(() => {
    void ask<LiveEvent[]>('/api/v1/events?limit=200').then(({ data }) => {
      if (data) events.value = data
    })
  }, [])
  if (events.value.length === 0) return <p class="empty">Nothing has happened yet.</p>
  return (
    <ol class="events">
      {events.value.map(({ at, tone, text }) => (
        <li key={`${at} ${text}`} class={tone}>
          <time dateTime={new Date(at).toISOString()}>{new Date(at).toLocaleTimeString()}</time>{' '}
          {text}
        </li>
      ))}
    </ol>
  )
}
