import type { Dialect, Outgoing, Reading } from '../../../../src/state/runs/dialect.ts'
import type { Json } from '../../../../src/state/runs/dialects/shared/json.ts'
import { type EventBody, eventBodySchema } from '../../../../src/state/runs/event.ts'

/** What a dialect makes of these lines, each event checked. */
export function hear(dialect: Dialect, ...lines: readonly unknown[]): EventBody[] {
  return lines.flatMap(line => checked(dialect.read(line)))
}

export function checked(reading: Reading | null): EventBody[] {
  return (reading?.events ?? []).map(event => eventBodySchema.parse(event))
}

/** What is to be told to the agent after this line. */
export function told(dialect: Dialect, line: unknown): Json[] {
  return messages(dialect.read(line).send ?? [])
}

export function messages(sent: readonly Outgoing[]): Json[] {
  return sent.map(({ line }) => JSON.parse(line))
}

/** The host has taken it. */
export function taken(dialect: Dialect, sent: readonly Outgoing[]): EventBody[] {
  return sent.flatMap(({ key, line }) => checked(dialect.sent(key, line)))
}

export function types(events: readonly EventBody[]): string[] {
  return events.map(({ type }) => type)
}
