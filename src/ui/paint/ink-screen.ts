import { readEscapes } from '../../state/text/escape.ts'
import { eachGlyph } from '../../state/text/glyph-width.ts'
import { restyle, type Style } from '../../state/text/style.ts'
import { blankCells, type Cells, erase, split } from './grid.ts'

/**
 * A model of the screen as Ink has drawn it. It interprets the few sequences that Ink 8 writes (relative moves,
 * erasures, SGR, `?2026`), so that panes can be drawn over Ink's output and removed again without a new frame from Ink.
 */
export interface InkScreen {
  write(bytes: string): void
  /** Clears the screen and moves the cursor to the top left corner, where Ink's next complete frame begins. */
  reset(columns: number, rows: number): void
  row(y: number): Cells | undefined
  /** Rows that have changed since the last call. */
  takeTouched(): ReadonlySet<number>
  /** Mode sequences for the terminal (bracketed paste, keyboard) since the last call. */
  takeModes(): string
  readonly cursor: { readonly x: number; readonly y: number; readonly shown: boolean }
  /** True between the two `?2026` sequences: the frame is not complete yet. */
  readonly isMidFrame: boolean
}

interface Screen {
  columns: number
  lines: Cells[]
  touched: Set<number>
  modes: string
  x: number
  y: number
  shown: boolean
  midFrame: boolean
  style: Style
}

const TAB = 8

const lineFeed = (screen: Screen): void => {
  screen.x = 0
  if (screen.y < screen.lines.length - 1) {
    screen.y++
    return
  }
  screen.lines.shift()
  screen.lines.push(blankCells(screen.columns))
  for (const y of screen.lines.keys()) screen.touched.add(y)
}

const join = (screen: Screen, mark: string): void => {
  const line = screen.lines[screen.y]
  const at = line?.glyphs[screen.x - 1] === '' ? screen.x - 2 : screen.x - 1
  if (line && at >= 0) line.glyphs[at] += mark
}

const put = (screen: Screen, glyph: string, cells: number): void => {
  const line = screen.lines[screen.y]
  // Cells past the right edge are dropped, not wrapped. A text that Ink has laid out for a wider screen then keeps its
  // number of rows, which Ink relies on.
  if (!line || screen.x + cells > screen.columns) return
  split(line, screen.x, screen.x + cells)
  line.glyphs[screen.x] = glyph
  if (cells === 2) line.glyphs[screen.x + 1] = ''
  line.styles.fill(screen.style, screen.x, screen.x + cells)
  screen.touched.add(screen.y)
  screen.x += cells
}

const eraseRow = (screen: Screen, y: number, from: number, to: number): void => {
  const line = screen.lines[y]
  if (!line) return
  erase(line, from, to)
  screen.touched.add(y)
}

const eraseLine = (screen: Screen, part: number): void =>
  eraseRow(screen, screen.y, part === 0 ? screen.x : 0, part === 1 ? screen.x + 1 : screen.columns)

const eraseScreen = (screen: Screen, part: number): void => {
  const from = part === 0 ? screen.y + 1 : 0
  const to = part === 1 ? screen.y : screen.lines.length
  if (part < 2) eraseLine(screen, part)
  for (let y = from; y < to; y++) eraseRow(screen, y, 0, screen.columns)
}

const moveTo = (screen: Screen, x: number, y: number): void => {
  screen.x = Math.max(0, Math.min(x, screen.columns - 1))
  screen.y = Math.max(0, Math.min(y, screen.lines.length - 1))
}

type Move = (screen: Screen, first: number, second: number) => void

/** Effects of the supported sequences by their final byte. A missing parameter is 0. */
const MOVES: Readonly<Record<string, Move>> = {
  A: (screen, n) => moveTo(screen, screen.x, screen.y - (n || 1)),
  B: (screen, n) => moveTo(screen, screen.x, screen.y + (n || 1)),
  C: (screen, n) => moveTo(screen, screen.x + (n || 1), screen.y),
  D: (screen, n) => moveTo(screen, screen.x - (n || 1), screen.y),
  E: (screen, n) => moveTo(screen, 0, screen.y + (n || 1)),
  F: (screen, n) => moveTo(screen, 0, screen.y - (n || 1)),
  G: (screen, n) => moveTo(screen, (n || 1) - 1, screen.y),
  H: (screen, row, column) => moveTo(screen, (column || 1) - 1, (row || 1) - 1),
  J: (screen, part) => eraseScreen(screen, part),
  K: (screen, part) => eraseLine(screen, part),
}

const mode = (screen: Screen, sequence: string): void => {
  if (sequence.startsWith('\x1b[?2026')) screen.midFrame = sequence.endsWith('h')
  else if (sequence.startsWith('\x1b[?25')) screen.shown = sequence.endsWith('h')
  else screen.modes += sequence
}

// Executes a supported sequence. All others, such as titles or clipboard writes in a component's text, are ignored as a
// second safeguard.
const obey = (screen: Screen, sequence: string): void => {
  const move = /^\x1b\[(\d*)(?:;(\d*))?([A-HJK])$/.exec(sequence)
  if (move) MOVES[move[3] ?? '']?.(screen, Number(move[1]), Number(move[2] ?? 0))
  else if (/^\x1b\[\?\d+[hl]$/.test(sequence) || /^\x1b\[[<>?]\d*u$/.test(sequence))
    mode(screen, sequence)
}

const control = (screen: Screen, char: string): void => {
  if (char === '\n') lineFeed(screen)
  else if (char === '\r') screen.x = 0
  else if (char === '\t') {
    const stop = Math.min(screen.columns, screen.x + TAB - (screen.x % TAB))
    eraseRow(screen, screen.y, screen.x, stop)
    screen.x = stop
  }
}

const blankLines = (columns: number, rows: number): Cells[] =>
  Array.from({ length: rows }, () => blankCells(columns))

const reset = (screen: Screen, columns: number, rows: number): void => {
  // Keeps `shown` (whether the cursor is visible), because Ink remembers that it has hidden the cursor.
  const lines = blankLines(columns, rows)
  Object.assign(screen, { columns, lines, x: 0, y: 0, style: '', midFrame: false })
}

const firstScreen = (columns: number, rows: number): Screen => ({
  columns,
  lines: blankLines(columns, rows),
  touched: new Set(),
  modes: '',
  x: 0,
  y: 0,
  shown: true,
  midFrame: false,
  style: '',
})

/** `columns` and `rows`: size of the terminal in cells. */
export const createInkScreen = (columns: number, rows: number): InkScreen => {
  const screen = firstScreen(columns, rows)
  const write = (bytes: string): void =>
    readEscapes(bytes, {
      text: run =>
        eachGlyph(run, (glyph, cells) =>
          cells === 0 ? join(screen, glyph) : put(screen, glyph, cells),
        ),
      sgr: parameters => {
        screen.style = restyle(screen.style, parameters)
      },
      control: char => control(screen, char),
      other: sequence => obey(screen, sequence),
    })
  const takeTouched = (): ReadonlySet<number> => {
    const { touched } = screen
    screen.touched = new Set()
    return touched
  }
  const takeModes = (): string => {
    const { modes } = screen
    screen.modes = ''
    return modes
  }
  return {
    write,
    reset: (nextColumns, nextRows) => reset(screen, nextColumns, nextRows),
    row: y => screen.lines[y],
    takeTouched,
    takeModes,
    get cursor() {
      return { x: screen.x, y: screen.y, shown: screen.shown }
    },
    get isMidFrame() {
      return screen.midFrame
    },
  }
}
