/** Milliseconds between two comments that keep a quiet stream open. */
const PING = 15_000
/** Milliseconds after which a browser tries again. */
const RETRY = 2000
/** Bytes that may wait for a reader. One that is further behind is let go: it comes back with its last id. */
const BACKLOG = 1024 * 1024

/** One message of a stream of server-sent events. */
export interface StreamMessage {
  readonly id?: string
  readonly event?: string
  readonly data: string
}

export interface StreamWriter {
  send(message: StreamMessage): void
  /** Ends the stream; the reader may come back. */
  end(): void
}

/**
 * An answer that stays open. `begin` is called with the way to write, and returns what is to be done when the stream
 * has ended, whoever ended it.
 */
export function eventStream(begin: (writer: StreamWriter) => () => void): Response {
  const encoder = new TextEncoder()
  let stop = () => {}
  let isOver = false
  const over = (ping: NodeJS.Timeout) => {
    isOver = true
    clearInterval(ping)
    stop()
  }
  let ping: NodeJS.Timeout
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const write = (text: string) => {
          if (isOver) return
          controller.enqueue(encoder.encode(text))
          if ((controller.desiredSize ?? 0) <= 0) end()
        }
        const end = () => {
          if (isOver) return
          over(ping)
          controller.close()
        }
        ping = setInterval(() => write(': ping\n\n'), PING)
        write(`retry: ${RETRY}\n\n`)
        stop = begin({ send: message => write(framed(message)), end })
        if (isOver) stop()
      },
      cancel: () => over(ping),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: BACKLOG }),
  )
  return new Response(stream, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
    },
  })
}

function framed({ id, event, data }: StreamMessage): string {
  const head = `${event ? `event: ${event}\n` : ''}${id ? `id: ${id}\n` : ''}`
  return `${head}${data
    .split('\n')
    .map(line => `data: ${line}\n`)
    .join('')}\n`
}
