import type { EventRing, RingEvent } from './event-ring.ts'

/** Time between two SSE comments, which keep an idle stream open, in milliseconds. */
const PING = 15_000
/** Time after which a browser reconnects, in milliseconds. */
const RETRY = 2000
/**
 * Maximum number of bytes that may wait for a slow reader. Until it has read these, further events stay in the ring
 * buffer that all readers share.
 */
const BACKLOG = 64 * 1024

export interface StreamOptions {
  readonly events: EventRing
  /** The id of the last event that the client has; null: the client has no events yet. */
  readonly since: string | null
  /** Events for a client that has none yet: all stored events, or only new events. */
  readonly first: 'kept' | 'coming'
  /** A first message, which has no id. */
  readonly greeting?: unknown
  /** Called at the start with a function that ends the stream. Returns a function that is called after the end. */
  readonly begun: (end: () => void) => () => void
}

/**
 * A response with server-sent events from a ring buffer that all readers share. A slow reader has no queue: it
 * continues after its last event. If later events have already been dropped from the buffer, it gets one event `resync`
 * instead.
 */
export function eventStream(options: StreamOptions): Response {
  const { events } = options
  const encoder = new TextEncoder()
  let last = options.since ?? startOf(options)
  let isOver = false
  let isAwaited = false
  let isDelivering = false
  let stop = () => {}
  let ping: NodeJS.Timeout
  const over = () => {
    if (isOver) return
    isOver = true
    clearInterval(ping)
    stop()
  }

  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const write = (text: string) => controller.enqueue(encoder.encode(text))
        const end = () => {
          if (isOver) return
          deliver(controller)
          over()
          controller.close()
        }
        write(`retry: ${RETRY}\n\n`)
        if (options.greeting !== undefined) write(`data: ${JSON.stringify(options.greeting)}\n\n`)
        ping = setInterval(() => {
          if (hasRoom(controller)) write(': ping\n\n')
        }, PING)
        const forget = options.begun(end)
        const unheard = events.listen(() => {
          // A new screen of a pane may add thousands of events at once, so these are delivered together.
          if (isAwaited || !hasRoom(controller)) return
          isAwaited = true
          setImmediate(() => {
            isAwaited = false
            deliver(controller)
          })
        })
        stop = () => {
          unheard()
          forget()
        }
        deliver(controller)
      },
      pull: controller => deliver(controller),
      cancel: over,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: BACKLOG }),
  )

  /**
   * Writes the events that the reader does not have yet, as far as there is room. Writing an event may call `pull`, and
   * so this function, again; `isDelivering` prevents this recursion.
   */
  function deliver(controller: ReadableStreamDefaultController<Uint8Array>): void {
    if (isOver || isDelivering || !hasRoom(controller)) return
    isDelivering = true
    writeMissed(controller)
    isDelivering = false
  }

  function writeMissed(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const missed = events.after(last)
    if (missed === null) {
      last = events.newest.at(-1)?.id ?? last
      const id = events.newest.length > 0 ? `id: ${last}\n` : ''
      controller.enqueue(encoder.encode(`event: resync\n${id}data: {"type":"resync"}\n\n`))
      return
    }
    for (const event of missed) {
      if (!hasRoom(controller)) return
      controller.enqueue(encoder.encode(framed(event)))
      last = event.id
    }
  }

  return new Response(stream, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
    },
  })
}

function hasRoom({ desiredSize }: ReadableStreamDefaultController<Uint8Array>): boolean {
  return (desiredSize ?? 0) > 0
}

function startOf({ events, first }: StreamOptions): string {
  return first === 'kept' ? events.beforeKept : events.last
}

function framed({ id, data }: RingEvent): string {
  return `id: ${id}\ndata: ${data}\n\n`
}
