import { sentence, toFailure } from '../../state/model/failure.ts'
import { endWhenRevoked } from './revocation.ts'

/** Most bytes that may wait for a reader. A slower reader is disconnected, and resumes at its last event. */
const BACKLOG = 4 * 1024 * 1024
/** Milliseconds between two comments that keep an idle stream open. */
const PING = 15_000

/** Follows something on a host from after the event `after`; resolves with its result when it has ended. */
export type Follow = (options: {
  readonly after: string | undefined
  readonly signal: AbortSignal
  readonly event: (id: string, event: unknown) => void
}) => Promise<unknown>

/** The events of a run or a playbook from the reader's last event on, each with its id; `end` is last. */
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
