import type { EventRing } from '../streams/event-ring.ts'
import { eventStream, type StreamWriter } from '../streams/event-stream.ts'
import { endWhenRevoked } from '../streams/revocation.ts'
import { sessionTarget } from '../targets/resolve-target.ts'
import { type ApiCall, type Route, route } from './route.ts'

/** Streams of server-sent events. */
export const streamRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/streams/events',
    summary:
      'What happens in the fleet, as server-sent events; Last-Event-ID goes on where it stopped',
    role: 'viewer',
    intents: [],
    run: async call => streamEvents(call),
  }),
  route({
    method: 'GET',
    path: '/api/v1/streams/sessions/{id}/logs',
    summary: 'What a session prints, a line an event: {type, data, timestamp}',
    role: 'viewer',
    intents: ['watch-panes'],
    scoped: true,
    run: async call => streamLog(call),
  }),
]

function streamEvents(call: ApiCall): Response {
  return eventStream(writer => {
    replay(writer, call.events, sinceOf(call.request), [])
    const stop = call.events.listen(writer.send)
    const forget = endWhenRevoked(call, writer.end)
    return () => {
      stop()
      forget()
    }
  })
}

function streamLog(call: ApiCall): Response {
  const { fleet, caller, params } = call
  const target = sessionTarget(fleet.store.getState(), caller, params['id'] ?? '')
  return eventStream(writer => {
    const timestamp = new Date(call.now()).toISOString()
    const sessionId = call.params['id']
    writer.send({ data: JSON.stringify({ type: 'connected', sessionId, timestamp }) })
    const log = call.logs.open(target, writer.end)
    replay(writer, log.events, sinceOf(call.request), log.events.newest)
    const stop = log.events.listen(writer.send)
    const forget = endWhenRevoked(call, writer.end)
    return () => {
      stop()
      forget()
      log.close()
    }
  })
}

/**
 * Sends what the reader has missed. Where that is not kept any more it is told so, once, and has to read the lists
 * anew. `first`: what a reader gets who has read nothing yet.
 */
function replay(
  { send }: StreamWriter,
  events: EventRing,
  since: string | null,
  first: EventRing['newest'],
): void {
  const missed = since === null ? first : events.after(since)
  for (const event of missed ?? []) send(event)
  if (missed) return
  const id = events.newest.at(-1)?.id
  send({ ...(id && { id }), event: 'resync', data: JSON.stringify({ type: 'resync' }) })
}

/** The id of the last event that the reader has: a browser says it in a header, a script in the address. */
function sinceOf(request: Request): string | null {
  return request.headers.get('last-event-id') ?? new URL(request.url).searchParams.get('since')
}
