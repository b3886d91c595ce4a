import { readFileSync } from 'node:fs'
import type { Dialect, Reading } from '../../../src/state/runs/dialect.ts'
import { type EventBody, eventBodySchema } from '../../../src/state/runs/event.ts'

/** Streams of real agents; how they were recorded: `test/fixtures/streams/README.md`. */
const FOLDER = 'test/fixtures/streams'

type Line = { readonly from: 'client' | 'agent'; readonly line: unknown }

/** Reads a recorded stream: what the agent wrote, and in a two-way one what it was told. */
export function readStream(name: string): readonly Line[] {
  return readFileSync(`${FOLDER}/${name}.ndjson`, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(text => JSON.parse(text))
    .map(value => ('from' in value && 'line' in value ? value : { from: 'agent', line: value }))
}

/** What a dialect makes of a recorded stream, checked against the schema; and what it says itself. */
export function play(
  name: string,
  dialect: Dialect,
): { readonly events: readonly EventBody[]; readonly sent: readonly unknown[] } {
  const events: EventBody[] = []
  const sent: unknown[] = dialect.begin().map(({ line }) => JSON.parse(line))
  const take = (reading: Reading | null) => {
    for (const event of reading?.events ?? []) events.push(eventBodySchema.parse(event))
    for (const { line } of reading?.send ?? []) sent.push(JSON.parse(line))
  }
  for (const { from, line } of readStream(name)) {
    if (from === 'client') continue
    if (typeof line === 'string') take(dialect.readText?.(line, 'stdout') ?? null)
    else take(dialect.read(line))
  }
  take(dialect.end())
  return { events, sent }
}
