import { readToken } from '../fleet/device-token.ts'

/** The fields of an event of a run or a playbook that the page shows. */
export interface RunEvent {
  readonly id: string
  readonly type: string
  readonly text?: string
  readonly toolName?: string
  readonly error?: string
  readonly message?: string
}

/** Delay before a broken stream is requested again, in milliseconds. */
const AGAIN = 2000

/**
 * Reads the events of a run or a playbook from its beginning, each event once, until the run or playbook has ended or
 * `signal` aborts. A lost connection is reopened.
 */
export async function readRunEvents(
  path: string,
  take: (event: RunEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  let last = ''
  while (!signal.aborted) {
    const isOver = await readStream(path, last, signal, (event, id) => {
      last = id
      take(event)
    }).catch(() => false)
    if (isOver) return
    await new Promise(resolve => setTimeout(resolve, AGAIN))
  }
}

/**
 * Reads one stream of events. Resolves with true if the run has ended or the request was refused, so that the request
 * is not repeated. EventSource is not used, since it would need the token in the URL.
 */
async function readStream(
  path: string,
  last: string,
  signal: AbortSignal,
  take: (event: RunEvent, id: string) => void,
): Promise<boolean> {
  const headers = { Authorization: `Bearer ${readToken()}`, ...(last && { 'Last-Event-ID': last }) }
  const answer = await fetch(`${path}/events`, { headers, signal })
  if (isBusy(answer.status)) return false
  if (!answer.ok || !answer.body) return true
  const decoder = new TextDecoder()
  let rest = ''
  const reader = answer.body.getReader()
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const records = `${rest}${decoder.decode(piece.value, { stream: true })}`.split('\n\n')
    rest = records.pop() ?? ''
    for (const record of records) {
      if (/^event: (end|failed)$/m.test(record)) return true
      const data = /^data: (.*)$/m.exec(record)?.[1]
      const id = /^id: (.*)$/m.exec(record)?.[1] ?? ''
      if (data !== undefined) take(JSON.parse(data) as RunEvent, id)
    }
  }
  return false
}

/** Whether a later attempt may succeed: too many requests, or an error of the server. */
function isBusy(status: number): boolean {
  return status === 429 || status >= 500
}
