import { sentence, toFailure } from '../../state/model/failure.ts'
import { endWhenRevoked } from './revocation.ts'

/** Maximum number of bytes that may wait for a reader. A slower reader is disconnected and can resume. */
const BACKLOG = 4 * 1024 * 1024
/** Time between two SSE comments, which keep an idle stream open, in milliseconds. */
const PING = 15_000

/** Follows a run or a playbook on its host, from the event after `after`. Resolves with its result when it ends. */
export type Follow = (options: {
  readonly after: string | undefined
  readonly signal: AbortSignal
  readonly event: (id: string, event: unknown) => void
}) => Promise<unknown>

/**
 * Streams the events of a run or playbook that come after the last event that the client has. Ends with the event
 * `end`.
 */
export function followStream(
  call: Parameters<typeof endWhenRevoked>[0] & { readonly request: Request },
  host: string,
  follow: Follow,
): Response {
  const after =
    call.request.headers.get('last-event-id') ??
    new URL(call.request.url).searchParams.get('after') ??
    undefined
  const leaving = new AbortController()
  const encoder = new TextEncoder()
  let forget = () => {}
  let ping: NodeJS.Timeout | undefined

  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const end = () => {
          if (leaving.signal.aborted) return
          over()
          controller.close()
        }
        const write = (text: string) => {
          if (leaving.signal.aborted) return
          controller.enqueue(encoder.encode(text))
          if ((controller.desiredSize ?? 0) <= 0) end()
        }
        write('retry: 2000\n\n')
        ping = setInterval(() => write(': ping\n\n'), PING)
        forget = endWhenRevoked(call, end)
        const { signal } = leaving
        follow({
          after,
          signal,
          event: (id, event) => write(`id: ${id}\ndata: ${JSON.stringify(event)}\n\n`),
        })
          .then(
            result => write(`event: end\ndata: ${JSON.stringify(result)}\n\n`),
            thrown => {
              const message = sentence(toFailure(thrown, host))
              write(`event: failed\ndata: ${JSON.stringify({ message })}\n\n`)
            },
          )
          .finally(end)
      },
      cancel: () => over(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: BACKLOG }),
  )

  function over(): void {
    clearInterval(ping)
    forget()
    leaving.abort()
  }

  return new Response(stream, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
    },
  })
}
