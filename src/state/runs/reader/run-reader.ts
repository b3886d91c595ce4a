import { strip } from '../../text/text.ts'
import type { Dialect, Outgoing, Reading } from '../dialect.ts'
import type { EventBody, RunEvent } from '../event.ts'
import { addUp, EMPTY_SUM, type Sum } from '../result.ts'
import type { RunResult } from '../result-schema.ts'
import { decisionOf } from '../rule.ts'
import type { Rule } from '../rule-schema.ts'
import type { RunSpec } from '../spec.ts'
import { type End, endEvents, resultOf } from './ending.ts'
import { eventId } from './event-id.ts'
import { type Note, readNote } from './note.ts'

/** A line of a run's output, and the byte position of its end in the file, including the line end. */
export interface Line {
  readonly source: 'stdout' | 'stderr'
  readonly text: string
  readonly end: number
  /** Number of bytes that are missing in the stored output. The line has no text and takes the place of these bytes. */
  readonly lost?: number
}

/**
 * Converts the output of one run, the files with its stdout and stderr, to events. All processes that read these two
 * files get the same events with the same ids, regardless of how much other processes have read.
 */
export interface RunReader {
  /** The events of one line; `at`: when it was read, epoch milliseconds. */
  read(line: Line, at: number): readonly RunEvent[]
  /** Lines to send to the agent that are not known to have been sent. */
  pending(): readonly Outgoing[]
  /** The result of the run; null until the end and all output have been read. */
  result(): RunResult | null
  /** Number of lines that were sent to the agent. */
  saidCount(): number
  /** Whether the host has accepted the line for the agent's stdin that `key` identifies. */
  hasSaid(key: string): boolean
  readonly dialect: Dialect
}

/**
 * `rules`: the user's rules, which allow or deny requests of the agent. The answer of a matching rule is added to the
 * lines that are to be sent to the agent (`pending`).
 */
export function createRunReader(
  spec: RunSpec,
  dialect: Dialect,
  rules: readonly Rule[] = [],
): RunReader {
  const said = new Set<string>()
  const due = new Map<string, Outgoing>()
  const complaints: string[] = []
  let place = { out: 0, err: 0 }
  let sum: Sum = EMPTY_SUM
  let started = 0
  let end: End | null = null
  let result: RunResult | null = null

  function read(line: Line, at: number): readonly RunEvent[] {
    // Output of processes that outlive the agent does not belong to the run.
    if (result || (end && line.source === 'stderr')) return []
    const note = line.source === 'stderr' ? readNote(line.text, spec.mark) : null
    if (note?.kind === 'ended' || note?.kind === 'gone') end = { note, started, place: line.end }
    else if (line.source === 'stdout') place = { ...place, out: line.end }
    else place = { ...place, err: line.end }
    const events = stampAll(note ? heard(note) : take(readLine(line)), line.source, at)
    return end && place.out >= end.note.size ? [...events, ...finish(end, at)] : events
  }

  function readLine({ source, text, lost }: Line): Reading {
    if (lost !== undefined) return { events: [lostEvent(lost)] }
    if (source === 'stderr' && text !== '') complaints.push(text)
    if (complaints.length > COMPLAINTS) complaints.shift()
    const isJson = source === 'stdout' && spec.dialect !== 'text'
    const value = isJson ? parse(text) : undefined
    if (value !== undefined) return dialect.read(value)
    const plain = strip(text)
    if (plain.trim() === '') return { events: [] }
    const meant = dialect.readText?.(plain, source) ?? null
    if (meant && spec.dialect === 'text') return meant
    const log: EventBody = { type: 'log', source, line: plain.slice(0, LONGEST) }
    return { events: [log, ...(meant?.events ?? [])], ...(meant?.send && { send: meant.send }) }
  }

  function take({ events, send = [] }: Reading): readonly EventBody[] {
    for (const each of [...send, ...events.flatMap(ruled)])
      if (!said.has(each.key)) due.set(each.key, each)
    return events
  }

  function ruled(event: EventBody): readonly Outgoing[] {
    if (event.type !== 'approval_request' || rules.length === 0) return []
    const decision = decisionOf(rules, event)
    return decision ? dialect.decide(event.interactionId, decision) : []
  }

  function heard(note: Note): readonly EventBody[] {
    if (note.kind === 'started') started = note.at
    // The note `in` (in stderr) says that a line was sent to the agent. On a full disk, this note may be truncated. The
    // line was then not sent, and stays pending.
    if (note.kind !== 'in' || parse(note.line) === undefined) return []
    said.add(note.key)
    due.delete(note.key)
    return take(dialect.sent(note.key, note.line))
  }

  /**
   * Emits the last events. fleetmux's script on the host adds a line about the agent's end to the stored stderr. This
   * line may be read before or after the last line of stdout, so the events always get the stderr position after this
   * line: all readers then give them the same ids.
   */
  function finish(over: End, at: number): readonly RunEvent[] {
    place = { ...place, err: over.place }
    const closed = take(dialect.end())
    for (const body of closed) sum = addUp(sum, body)
    const ending = { spec, end: over, sum, dialect: dialect.state(), stderr: complaints.join('\n') }
    result = resultOf(ending)
    return stampAll(endEvents(ending, closed), 'stderr', at)
  }

  function stampAll(
    bodies: readonly EventBody[],
    source: Line['source'],
    at: number,
  ): readonly RunEvent[] {
    return bodies.map((body, nth) => {
      sum = result ? sum : addUp(sum, body)
      const id = eventId({ ...place, nth, isOut: source === 'stdout' })
      return { ...body, runId: spec.id, agent: spec.agent, timestamp: at, id }
    })
  }

  return {
    read,
    pending: () => (end ? [] : [...due.values()]),
    result: () => result,
    saidCount: () => said.size,
    hasSaid: key => said.has(key),
    dialect,
  }
}

function lostEvent(bytes: number): EventBody {
  const message = `${bytes} bytes of output are missing here, because the run printed more than its host stores.`
  return { type: 'debug', level: 'warn', message }
}

/** Maximum number of stderr lines in the result of a run: the last ones. */
const COMPLAINTS = 20
/** Maximum length of a line in a `log` event, in characters; the rest of the line is dropped. */
const LONGEST = 64 * 1024

/** Parses a JSON line, which may begin with colours; undefined: not JSON. */
function parse(text: string): unknown {
  const plain = text.trimStart().startsWith('\u001b') ? strip(text) : text
  const first = plain.trimStart()[0]
  if (first !== '{' && first !== '[') return undefined
  try {
    return JSON.parse(plain)
  } catch {
    // The line looks like JSON but is truncated or invalid. Like any line that is not JSON, it becomes a `log` event.
    return undefined
  }
}
