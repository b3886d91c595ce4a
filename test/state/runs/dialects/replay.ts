import type { Dialect, Outgoing, Reading } from '../../../../src/state/runs/dialect.ts'
import { answerKey } from '../../../../src/state/runs/dialects/shared/answer-key.ts'
import { textAt } from '../../../../src/state/runs/dialects/shared/json.ts'
import { type EventBody, eventBodySchema } from '../../../../src/state/runs/event.ts'
import { readStream } from '../streams.ts'

/** A recorded stream as the dialect reads it; the answers that the recorded client gave are taken by the host. */
export function replay(name: string, dialect: Dialect): EventBody[] {
  const events: EventBody[] = []
  const take = (reading: Reading | null) => events.push(...checked(reading))
  for (const { from, line } of readStream(name)) {
    if (from === 'agent') take(dialect.read(line))
    else if (textAt(line, 'type') === 'control_response')
      take(dialect.sent(keyOf(line), JSON.stringify(line)))
  }
  take(dialect.end())
  return events
}

function keyOf(line: unknown): string {
  return answerKey(textAt(line, 'response', 'request_id') ?? '')
}

/** The events of some lines, each as the schema knows it: no field more or less. */
export function read(dialect: Dialect, ...lines: readonly unknown[]): EventBody[] {
  return lines.flatMap(line => checked(dialect.read(line)))
}

export function checked(reading: Reading | null): EventBody[] {
  return (reading?.events ?? []).map(event => {
    const known = eventBodySchema.parse(event)
    if (JSON.stringify(sorted(known)) !== JSON.stringify(sorted(event))) {
      throw new Error(`The schema does not know all of ${JSON.stringify(event)}`)
    }
    return known
  })
}

function sorted(event: object): readonly unknown[] {
  return Object.entries(event).toSorted(([one], [other]) => (one < other ? -1 : 1))
}

export function ndjson(events: readonly unknown[]): string {
  return events.map(event => `${JSON.stringify(event)}\n`).join('')
}

export function spoken(sent: readonly Outgoing[]): unknown[] {
  return sent.map(({ line }) => JSON.parse(line))
}

export function types(events: readonly EventBody[]): string[] {
  return events.map(({ type }) => type)
}
