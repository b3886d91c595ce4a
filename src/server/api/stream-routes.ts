import { eventStream } from '../streams/event-stream.ts'
import { endWhenRevoked } from '../streams/revocation.ts'
import { sessionTarget } from '../targets/resolve-target.ts'
import { type ApiCall, type Route, route } from './request/route.ts'

/** Streams of server-sent events. */
export const streamRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/streams/events',
    summary:
      'The events of the fleet as server-sent events; with the header Last-Event-ID, those after that event',
    role: 'viewer',
    intents: [],
    run: async call => streamEvents(call),
  }),
  route({
    method: 'GET',
    path: '/api/v1/streams/sessions/{id}/logs',
    summary: 'The output of a session as server-sent events, one per line: {type, data, timestamp}',
    role: 'viewer',
    intents: ['watch-panes'],
    scoped: true,
    run: async call => streamLog(call),
  }),
]

function streamEvents(call: ApiCall): Response {
  return eventStream({
    events: call.events,
    since: sinceOf(call.request),
    first: 'coming',
    begun: end => endWhenRevoked(call, end),
  })
}

function streamLog(call: ApiCall): Response {
  const { fleet, caller, params } = call
  const target = sessionTarget(fleet.store.getState(), caller, params['id'] ?? '')
  const ended = { now: () => {} }
  const log = call.logs.open(target, () => ended.now())
  return eventStream({
    events: log.events,
    since: sinceOf(call.request),
    first: 'kept',
    greeting: {
      type: 'connected',
      sessionId: params['id'],
      timestamp: new Date(call.now()).toISOString(),
    },
    begun(end) {
      ended.now = end
      const forget = endWhenRevoked(call, end)
      return () => {
        forget()
        log.close()
      }
    },
  })
}

/** The id of the last event that the reader has. Browsers send the id in a header, scripts in the URL. */
function sinceOf(request: Request): string | null {
  return request.headers.get('last-event-id') ?? new URL(request.url).searchParams.get('since')
}
