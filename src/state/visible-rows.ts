import { pageOf } from './layout.ts'
import { frameAt } from './lookback-buffer.ts'
import type { Frame, Output, Paused, Screen } from './model/live-pane.ts'
import type { State } from './model/state.ts'
import { noticesOf } from './notice.ts'
import { patternOf } from './search.ts'
import { width } from './text/text.ts'

/** The rows of a live screen that a panel shows: the end, but never past the last written row. */
export function liveRows(
  screen: Screen,
  height: number,
): { readonly from: number; readonly to: number } {
  const written = trimmed(screen.lines).length
  const to = Math.max(written, (screen.cursor?.y ?? 0) + 1, Math.min(height, screen.lines.length))
  return { from: Math.max(0, to - height), to }
}

/** Lines between what is shown and the newest one, output that came since included. */
export function distance({ screen, paused }: Output): number {
  if (!paused) return 0
  const bottom = paused.above + paused.lines.length - paused.below
  const newest = screen ? screen.history + trimmed(screen.lines).length : bottom
  return Math.max(paused.below, newest - bottom)
}

export function trimmed(lines: readonly string[]): readonly string[] {
  let end = lines.length
  while (end > 0 && isBlank(lines[end - 1] ?? '')) end--
  return end === lines.length ? lines : lines.slice(0, end)
}

/** How far up there is to go with the lines at hand. */
export function highest(state: State, paused: Paused): number {
  return Math.max(0, paused.lines.length - height(state))
}

/** Rows of text that the output panel shows, above its notices. */
export function height(state: State): number {
  return Math.max(1, pageOf(state.view, 'output') - noticesOf(state).length)
}

function isBlank(line: string): boolean {
  return line === '' || /^(?:\x1b\[[\d;:]*m|\s)*$/.test(line)
}

/** What the output panel shows: text, cursor, and what of them stands in its top left corner. */
export interface Shown {
  readonly lines: readonly string[]
  readonly cursor: Screen['cursor']
  readonly from: { readonly line: number; readonly column: number }
}

const NOTHING: Shown = { lines: [], cursor: null, from: { line: 0, column: 0 } }

export function shownOf(state: State): Shown {
  const { paused, screen, left } = state.output
  if (paused) return pausedLines(state.output, paused, height(state))
  const then = rewoundFrame(state.output)?.screen
  const shown = then ?? screen
  if (!shown) return NOTHING
  const { from } = liveRows(shown, height(state))
  const lines = then ? then.lines : ruled(state.output, shown.lines, shown.history)
  return { lines, cursor: shown.cursor, from: { line: from, column: left } }
}

/** The frame that is shown instead of what is there now. */
function rewoundFrame({ ring, rewound }: Output): Frame | null {
  return (rewound !== null && frameAt(ring, rewound)) || null
}

function pausedLines(output: Output, paused: Paused, rows: number): Shown {
  const { search, left } = output
  const end = paused.lines.length - paused.below
  const from = Math.max(0, end - rows)
  const seen = ruled(output, paused.lines.slice(from, end), paused.above + from)
  const lines = search ? seen.map(line => marked(line, patternOf(search.text))) : seen
  return { lines, cursor: null, from: { line: 0, column: left } }
}

const LINE = '\x1b[4m'

/** With a rule under the last line that was there when somebody last looked. `above`: lines before the first. */
function ruled(
  { fresh, screen }: Output,
  lines: readonly string[],
  above: number,
): readonly string[] {
  const row = fresh ? fresh.line - above - 1 : -1
  const line = lines[row]
  if (line === undefined) return lines
  const blank = ' '.repeat(Math.max(0, (screen?.width ?? 0) - width(line)))
  return lines.with(row, `${LINE}${line.replace(/\x1b\[[\d;:]*m/g, `$&${LINE}`)}${blank}\x1b[0m`)
}

const REVERSE = '\x1b[7m'
const UPRIGHT = '\x1b[27m'

/** The line with every match in reverse, whatever colours it changes in between. */
function marked(line: string, pattern: RegExp): string {
  const parts = line.split(/(\x1b\[[\d;:]*m)/)
  const plain = parts.filter((_, index) => index % 2 === 0).join('')
  const spans = [...plain.matchAll(new RegExp(pattern, `${pattern.flags}g`))]
    .filter(match => match[0] !== '')
    .map(match => [match.index, match.index + match[0].length] as const)
  if (spans.length === 0) return line
  let at = 0
  return parts
    .map((part, index) => {
      const start = at
      if (index % 2 === 0) at += part.length
      const open = spans.some(([from, to]) => start > from && start < to)
      return index % 2 ? part + (open ? REVERSE : '') : reversed(part, start, spans)
    })
    .join('')
}

type Span = readonly [number, number]

function reversed(text: string, start: number, spans: readonly Span[]): string {
  const ends = (at: number) => (spans.some(([, to]) => to === at) ? UPRIGHT : '')
  const begins = (at: number) => (spans.some(([from]) => from === at) ? REVERSE : '')
  let out = ''
  for (let index = 0; index < text.length; index++) {
    out += begins(start + index) + text[index] + ends(start + index + 1)
  }
  return out
}
