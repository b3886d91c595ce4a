import { type Colour, createDegrade } from './colour.ts'
import { type AreaSource, createStage, type Stage } from './compositor.ts'
import type { Cells } from './grid.ts'
import { createInkScreen, type InkScreen } from './ink-screen.ts'
import type { Content } from './pane.ts'
import { changedSpans, writeSpan } from './span.ts'
import { createInkStdout, type InkStdout } from './stdout.ts'

/** The user's terminal: `process.stdout`, or a fake in a test. */
export interface Terminal {
  /** Returns `false` if the terminal's buffer is full; the event `drain` follows. */
  write(bytes: string): unknown
  once?(event: 'drain', listener: () => void): unknown
  readonly columns: number
  readonly rows: number
}

/**
 * Draws Ink's output and the live panes over it as one screen, and writes only the cells that changed. It is active
 * while Ink has the alternate screen; before and after, Ink's bytes are passed through unchanged.
 */
export interface Painter {
  /** The stdout to pass to Ink's `render({ stdout })`. */
  readonly stdout: InkStdout
  /** Paints the pane at this place from now on, and over panes that were placed before where they overlap. */
  place(id: string, place: AreaSource): void
  /** Sets the pane's newest content. It is painted once the pane is placed. */
  show(id: string, content: Content): void
  /** Stops painting the pane, so that what Ink drew in its area is visible. The content of the pane is kept. */
  hide(id: string): void
  /** Removes the pane. */
  remove(id: string): void
  /** Writes all changes to the terminal in one write, or nothing if there are none. */
  flush(): void
  /**
   * Handles a new size of the terminal: tells Ink and writes every cell once. `clear` is the method of Ink's
   * instance: without this call, after a frame for the old size, Ink's cursor position would be a row off.
   */
  resized(clear: () => void): void
}

interface Screen {
  readonly terminal: Terminal
  readonly ink: InkScreen
  readonly stage: Stage
  readonly style: ReturnType<typeof createDegrade>
  columns: number
  rows: number
  /** The cells that the terminal shows, by row; undefined: not known. */
  drawn: (Cells | undefined)[]
  /** Whether the terminal shows the primary screen or is used by another program. Nothing is painted then. */
  away: boolean
  blocked: boolean
  resizing: boolean
  /** The escape sequence of the terminal's cursor position; `''`: not known. */
  cursor: string
}

const ENTER = '\x1b[?1049h'
const LEAVE = '\x1b[?1049l'
const HIDE_CURSOR = '\x1b[?25l'
const SHOW_CURSOR = '\x1b[?25h'
const BEGIN = '\x1b[?2026h'
const END = '\x1b[?2026l'

const forget = (screen: Screen): void => {
  screen.drawn = new Array(screen.rows).fill(undefined)
  screen.cursor = ''
  for (let y = 0; y < screen.rows; y++) screen.stage.dirty.add(y)
}

const paintRow = (screen: Screen, y: number): string => {
  const chrome = screen.ink.row(y)
  if (!chrome) return ''
  const wanted = screen.stage.compose(y, chrome)
  const spans = changedSpans(screen.drawn[y], wanted)
  screen.drawn[y] = wanted
  return spans.map(span => writeSpan(y, wanted, span, screen.style)).join('')
}

const paintRows = (screen: Screen): string => {
  const { dirty } = screen.stage
  for (const y of screen.ink.takeTouched()) dirty.add(y)
  let bytes = ''
  for (const y of dirty) bytes += paintRow(screen, y)
  dirty.clear()
  return bytes
}

const wantedCursor = ({ ink, columns }: Screen): string => {
  const { x, y, shown } = ink.cursor
  return shown ? `\x1b[${y + 1};${Math.min(x, columns - 1) + 1}H${SHOW_CURSOR}` : HIDE_CURSOR
}

const frame = (screen: Screen): string => {
  const cells = paintRows(screen)
  const modes = screen.ink.takeModes()
  const cursor = wantedCursor(screen)
  const isShown = screen.cursor.endsWith(SHOW_CURSOR)
  const isMoved = cursor !== screen.cursor || (isShown && cells !== '')
  screen.cursor = cursor
  if (cells === '') return modes + (isMoved ? cursor : '')
  // Resets the style first: a program that used the terminal before may have left another style.
  return `${modes}${BEGIN}${isShown ? HIDE_CURSOR : ''}\x1b[m${cells}${isMoved ? cursor : ''}${END}`
}

const flush = (screen: Screen): void => {
  // While the terminal's buffer is full, frames are skipped; after `drain` only the newest is written.
  if (screen.away || screen.blocked || screen.resizing) return
  const bytes = frame(screen)
  if (bytes === '' || screen.terminal.write(bytes) !== false || !screen.terminal.once) return
  screen.blocked = true
  screen.terminal.once('drain', () => {
    screen.blocked = false
    flush(screen)
  })
}

const enter = (screen: Screen, bytes: string): void => {
  const end = bytes.indexOf(ENTER) + ENTER.length
  if (end < ENTER.length) {
    screen.terminal.write(bytes)
    return
  }
  screen.terminal.write(bytes.slice(0, end))
  screen.away = false
  screen.ink.reset(screen.columns, screen.rows)
  forget(screen)
  absorb(screen, bytes.slice(end))
}

const leave = (screen: Screen, bytes: string): void => {
  screen.away = true
  // The next program on the terminal expects a visible cursor.
  screen.terminal.write(screen.ink.takeModes() + SHOW_CURSOR + LEAVE)
  absorb(screen, bytes)
}

const draw = (screen: Screen, bytes: string): void => {
  const end = bytes.indexOf(LEAVE)
  screen.ink.write(end < 0 ? bytes : bytes.slice(0, end))
  if (end >= 0) leave(screen, bytes.slice(end + LEAVE.length))
  else if (!screen.ink.isMidFrame) {
    screen.stage.measure()
    flush(screen)
  }
}

const absorb = (screen: Screen, bytes: string): void => {
  if (bytes === '') return
  if (screen.away) enter(screen, bytes)
  else draw(screen, bytes)
}

// A terminal that does not report its size gives 0 or undefined.
const sizeOf = ({ columns, rows }: Terminal) => ({ columns: columns || 80, rows: rows || 24 })

/** `colour`: the colours that the terminal supports, for panes and for Ink's own lines. */
export const createPainter = (
  terminal: Terminal,
  { colour = 'true' }: { readonly colour?: Colour } = {},
): Painter => {
  const size = sizeOf(terminal)
  const screen: Screen = {
    terminal,
    ink: createInkScreen(size.columns, size.rows),
    stage: createStage(),
    style: createDegrade(colour),
    ...size,
    drawn: [],
    away: true,
    blocked: false,
    resizing: false,
    cursor: '',
  }
  const stdout = createInkStdout({ absorb: bytes => absorb(screen, bytes), size: () => screen })
  const resized = (clear: () => void): void => {
    screen.resizing = true
    clear()
    Object.assign(screen, sizeOf(terminal))
    screen.ink.reset(screen.columns, screen.rows)
    forget(screen)
    stdout.emit('resize')
    screen.resizing = false
    screen.stage.measure()
    flush(screen)
  }
  const { place, show, hide, remove } = screen.stage
  return { stdout, place, show, hide, remove, flush: () => flush(screen), resized }
}
