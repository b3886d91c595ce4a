import { sentence, toFailure } from '../../state/model/failure.ts'
import type { Runs } from '../../state/runs/order.ts'
import { endWhenRevoked } from './revocation.ts'

/** Most bytes that may wait for a reader. A slower reader is disconnected, and resumes at its last event. */
const BACKLOG = 4 * 1024 * 1024
/** Milliseconds between two comments that keep an idle stream open. */
const PING = 15_000

/** The events of a run from the reader's last event on, each with its id; the result is last, as `run_result`. */
export function runStream(
  call: Parameters<typeof endWhenRevoked>[0] & { readonly request: Request },
  runs: Runs,
  { host, id }: { readonly host: string; readonly id: string },
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
        runs
          .follow(host, id, {
            ...(after !== undefined && { after }),
            signal,
            event: event => write(`id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`),
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
