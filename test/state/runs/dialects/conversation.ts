import type { Dialect, Outgoing, Reading } from '../../../../src/state/runs/dialect.ts'
import { isObject, type Json, textAt } from '../../../../src/state/runs/dialects/shared/json.ts'
import { type EventBody, eventBodySchema } from '../../../../src/state/runs/event.ts'
import { readStream } from '../streams.ts'

/**
 * Plays a recorded two-way stream to a dialect. The recorded client had other ids, and left steps out or took others;
 * so an answer of the agent is given to that request of ours which has the same method, in order, and what the recorded
 * client never asked for is answered with nothing. Approvals are decided as they were then.
 */
export function converse(name: string, dialect: Dialect): Conversation {
  const lines = readStream(name)
  const events: EventBody[] = []
  const sent: Outgoing[] = []
  const unanswered: Json[] = []
  const methods = new Map(
    lines.flatMap(({ from, line }) => {
      const method = textAt(line, 'method')
      return from === 'client' && isObject(line) && method !== undefined && line['id'] !== undefined
        ? [[line['id'], method] as const]
        : []
    }),
  )
  const recorded = new Set(methods.values())

  function take(reading: Reading | null): void {
    for (const event of reading?.events ?? []) events.push(eventBodySchema.parse(event))
    for (const each of reading?.send ?? []) send(each)
  }

  function send(each: Outgoing): void {
    if (sent.some(({ key }) => key === each.key)) return
    sent.push(each)
    take(dialect.sent(each.key, each.line))
    const line: unknown = JSON.parse(each.line)
    if (!isObject(line) || line['id'] === undefined || line['method'] === undefined) return
    if (recorded.has(textAt(line, 'method') ?? '')) unanswered.push(line)
    else take(dialect.read({ jsonrpc: '2.0', id: line['id'], result: {} }))
  }

  function hear(line: unknown): void {
    if (!isObject(line) || line['method'] !== undefined) {
      take(read(line))
      return
    }
    const method = methods.get(line['id'] ?? null)
    const nth = unanswered.findIndex(each => textAt(each, 'method') === method)
    const request = nth < 0 ? undefined : unanswered.splice(nth, 1)[0]
    if (!request) throw new Error(`${name}: nothing of ours is answered by ${JSON.stringify(line)}`)
    take(dialect.read({ ...line, id: request['id'] }))
  }

  function read(line: unknown): Reading | null {
    return typeof line === 'string'
      ? (dialect.readText?.(line, 'stdout') ?? null)
      : dialect.read(line)
  }

  /** What the recorded client did by itself: it answered, and it interrupted. */
  function say(line: unknown): void {
    if (!isObject(line)) return
    const method = textAt(line, 'method')
    if (method === 'turn/interrupt' || method === 'session/cancel') {
      for (const each of dialect.interrupt()) send(each)
    }
    if (method !== undefined || !dialect.state().open.includes(String(line['id']))) return
    const kind = /"(accept|allow|proceed|once)/.test(JSON.stringify(line)) ? 'allow' : 'deny'
    const decision =
      kind === 'allow' ? { kind: 'allow' as const } : { kind: 'deny' as const, reason: '' }
    for (const each of dialect.decide(String(line['id']), decision)) send(each)
  }

  for (const each of dialect.begin()) send(each)
  for (const { from, line } of lines) from === 'client' ? say(line) : hear(line)
  take(dialect.end())
  return { events, sent }
}

export interface Conversation {
  readonly events: readonly EventBody[]
  readonly sent: readonly Outgoing[]
}

/** What the recorded client said, without what only sets up a session by other steps. */
export function recordedClient(name: string): readonly Json[] {
  return readStream(name)
    .filter(({ from }) => from === 'client')
    .map(({ line }) => line)
    .filter(isObject)
}
