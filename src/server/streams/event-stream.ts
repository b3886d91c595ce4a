import type { EventRing, RingEvent } from './event-ring.ts'

/** Milliseconds between two comments that keep a quiet stream open. */
const PING = 15_000
/** Milliseconds after which a browser tries again. */
const RETRY = 2000
/** Bytes that may wait for a reader. What is more is read from the ring when the reader has taken these. */
const BACKLOG = 64 * 1024

export interface StreamOptions {
  readonly events: EventRing
  /** The id of the last event that the reader has; null: it has read nothing yet. */
  readonly since: string | null
  /** What a reader gets who has read nothing yet: what was kept, or only what comes. */
  readonly first: 'kept' | 'coming'
  /** The first message, without an id. */
  readonly greeting?: unknown
  /** Called when the stream has begun, with the way to end it; returns what is to be done after its end. */
  readonly begun: (end: () => void) => () => void
}

/**
 * An answer that stays open: server-sent events from a ring. A reader that is slow has no queue here: where it was, it
 * goes on when it reads again, and where that is not kept any more, one event `resync` says so.
 */
export function eventStream(options: StreamOptions): Response {
  const { events } = options
  const encoder = new TextEncoder()
  let last = options.since ?? startOf(options)
  let isOver = false
  let isAwaited = false
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
          // A screen may bring thousands of lines in one turn.
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

  /** Writes what the reader does not have yet, as far as there is room. */
  function deliver(controller: ReadableStreamDefaultController<Uint8Array>): void {
    if (isOver || !hasRoom(controller)) return
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
