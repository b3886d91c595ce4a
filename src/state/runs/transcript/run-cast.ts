import { castHeader, castOutput } from '../../recording/asciicast.ts'
import { cleanLines } from '../../text/clean.ts'
import type { RunEvent } from '../event.ts'

/** The terminal size of a recording, in cells. */
const SIZE = { width: 100, height: 40 }
/** Maximum length of a tool's input or output in the recording, in characters; the rest is left out. */
const LONGEST = 2000

/** The prompt of one run, and its events. */
export interface CastRun {
  readonly asked: string
  readonly events: readonly RunEvent[]
}

/** An asciicast v2 recording of what an agent without a terminal said and did, at the times of its events. */
export function castOfRuns(title: string, runs: readonly CastRun[]): readonly string[] {
  const start = runs.flatMap(({ events }) => events)[0]?.timestamp ?? 0
  const lines = [castHeader(SIZE, title, start)]
  let last = 0
  for (const { asked, events } of runs) {
    const begin = events[0]?.timestamp ?? start
    const all = [{ at: begin, text: `\n\x1b[1m> ${cleaned(asked)}\x1b[0m\n` }]
    for (const event of events) {
      const text = textOf(event)
      if (text !== null) all.push({ at: event.timestamp, text })
    }
    for (const { at, text } of all) {
      // The times of a recording must not decrease, but the clock may have been set back during the run.
      last = Math.max(last, (at - start) / 1000)
      lines.push(castOutput(last, text.replaceAll('\n', '\r\n')))
    }
  }
  return lines
}

/** The text that shows an event in a recording; null: the event is not shown. */
function textOf(event: RunEvent): string | null {
  switch (event.type) {
    case 'text_delta':
      return cleanLines(event.delta)
    case 'message_stop':
      return '\n'
    case 'tool_call_ready':
      return `\x1b[36m* ${event.toolName}\x1b[0m ${cleaned(wordsOf(event.input))}\n`
    case 'tool_result':
      return `${cleaned(wordsOf(event.output))}\n`
    case 'tool_error':
      return `\x1b[31m! ${cleaned(event.error)}\x1b[0m\n`
    default:
      return 'message' in event && /error/.test(event.type)
        ? `\x1b[31m! ${cleaned(String(event.message))}\x1b[0m\n`
        : null
  }
}

function wordsOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

function cleaned(text: string): string {
  return cleanLines(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)
}
