import { type Memoized, memoize } from '../../state/map/memoize.ts'
import type { Host } from '../../state/model/fleet.ts'
import { paneKey, type Screen } from '../../state/model/live-pane.ts'
import { paneOf } from '../../state/targets/target.ts'
import { withoutBlankEnd, withoutEndNote } from '../../state/text/lines.ts'
import { width } from '../../state/text/text.ts'
import type { Frame, Paused, Reading } from '../model/reading.ts'
import type { UiState } from '../model/ui-state.ts'
import { pageOf } from '../view/layout.ts'
import { frameAt } from './lookback-buffer.ts'
import { noticesOf } from './notice.ts'
import { patternOf } from './text-search.ts'

/**
 * The rows of a live screen that fit a panel: the last ones, up to the last row with text. `isDead`: the program has
 * ended, and tmux's "Pane is dead" may be far below its last line.
 */
export function liveRows(
  { lines, cursor }: Screen,
  height: number,
  isDead: boolean,
): { readonly from: number; readonly to: number } {
  const written = withoutBlankEnd(lines)
  const last = isDead ? withoutEndNote(written).length : written.length
  const inUse = isDead ? 0 : (cursor?.y ?? 0) + 1
  const to = Math.max(last, inUse, Math.min(height, lines.length))
  return { from: Math.max(0, to - height), to }
}

/** Number of lines between the shown text and the newest line, including output since the pause. */
export function linesBelow({ output, reading }: UiState): number {
  const { screen } = output
  const { paused } = reading
  if (!paused) return 0
  const bottom = paused.above + paused.lines.length - paused.below
  const newest = screen ? screen.history + withoutBlankEnd(screen.lines).length : bottom
  return Math.max(paused.below, newest - bottom)
}

/** Number of lines by which the panel can be scrolled up within the loaded lines. */
export function maxScroll(state: UiState, paused: Paused): number {
  return Math.max(0, paused.lines.length - height(state))
}

/** Rows of text in the output panel, without its notices. */
export function height(state: UiState): number {
  return Math.max(1, pageOf(state.view, 'output') - noticesOf(state).length)
}

/** The content of the output panel: text, cursor, and the position of its top left corner. */
export interface PanelContent {
  readonly lines: readonly string[]
  readonly cursor: Screen['cursor']
  readonly from: { readonly line: number; readonly column: number }
}

const NOTHING: PanelContent = { lines: [], cursor: null, from: { line: 0, column: 0 } }

export function shownOf(state: UiState): PanelContent {
  const { paused, left } = state.reading
  if (paused) return pausedLines(state, paused)
  const then = rewoundFrame(state.reading)?.screen
  const shown = then ?? state.output.screen
  if (!shown) return NOTHING
  const isDead = !then && isFollowedDead(state)
  const { from } = liveRows(shown, height(state), isDead)
  const lines = then ? then.lines : ruled(state, shown.lines, shown.history)
  return { lines, cursor: shown.cursor, from: { line: from, column: left } }
}

/** Called for every drawn frame, so the pane is looked up again only if its host has changed. */
function isFollowedDead(state: UiState): boolean {
  const { target } = state.output
  const host = target && state.hosts.get(target.host)
  if (!host) return false
  return memoize(ends, host, paneKey(target), () => paneOf(state, target)?.pane.dead !== undefined)
}

const ends = new WeakMap<Host, Memoized<boolean>>()

/** The earlier screen that is shown instead of the live screen; null if the live screen is shown. */
function rewoundFrame({ ring, rewound }: Reading): Frame | null {
  return (rewound !== null && frameAt(ring, rewound)) || null
}

function pausedLines(state: UiState, paused: Paused): PanelContent {
  const { search, left } = state.reading
  const end = paused.lines.length - paused.below
  const from = Math.max(0, end - height(state))
  const seen = ruled(state, paused.lines.slice(from, end), paused.above + from)
  const lines = search ? seen.map(line => marked(line, patternOf(search.text))) : seen
  return { lines, cursor: null, from: { line: 0, column: left } }
}

const LINE = '\x1b[4m'

/** Underlines the last line that the user has seen. `above`: number of lines above the first of `lines`. */
function ruled(
  { output: { screen }, reading: { fresh } }: UiState,
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

/** Shows every match in reverse video, across colour changes. */
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
