import xterm from '@xterm/headless'
import stringWidth from 'string-width'
import type { Terminal } from '../../../src/ui/paint/painter.ts'

/** A terminal that draws what it is sent and lets a test look at its cells. */
export interface FakeTerminal extends Terminal {
  /** Each write, as it came. */
  readonly writes: string[]
  columns: number
  rows: number
  resize(columns: number, rows: number): void
  /** Everything written so far is drawn: each row's cells as `glyph/colours/flags`. */
  cells(): Promise<string[]>
  /** The rows as text. */
  text(): Promise<string[]>
  cursor(): { x: number; y: number }
  /** While set, writes answer that the terminal is behind. */
  behind: boolean
  drain(): void
}

// The headless build knows Unicode 6 only: emoji one cell wide. Today's terminals draw two.
const modernWidth = (code: number): 0 | 1 | 2 => {
  const char = String.fromCodePoint(code)
  if ((code > 0x115f && code < 0x1200) || (code > 0xd7af && code < 0xd800)) return 0
  if (/[\p{Mn}\p{Me}\p{Cf}]/u.test(char)) return 0
  return Math.min(2, stringWidth(char)) as 0 | 1 | 2
}

// The emulator asks for every character that it is sent.
const widths = new Map<number, 0 | 1 | 2>()
const wcwidth = (code: number): 0 | 1 | 2 => {
  const width = widths.get(code) ?? modernWidth(code)
  widths.set(code, width)
  return width
}

const setModernWidths = (terminal: xterm.Terminal): void => {
  const charProperties = (code: number, preceding: number): number => {
    const width = wcwidth(code)
    const joins = width === 0 && preceding !== 0
    const before = (preceding >> 1) & 3
    return ((joins ? before : width) << 1) | (joins ? 1 : 0)
  }
  terminal.unicode.register({ version: 'modern', wcwidth, charProperties })
  terminal.unicode.activeVersion = 'modern'
}

const describeCell = (cell: xterm.IBufferCell | undefined): string => {
  if (!cell || cell.getWidth() === 0) return ''
  const colours = [
    cell.getFgColorMode(),
    cell.getFgColor(),
    cell.getBgColorMode(),
    cell.getBgColor(),
  ]
  const flags = [cell.isBold(), cell.isDim(), cell.isItalic(), cell.isUnderline(), cell.isInverse()]
  return `${cell.getChars() || ' '}/${colours}/${flags.map(Number)}`
}

export const createFakeTerminal = (
  columns: number,
  rows: number,
  unicode: '6' | 'modern' = 'modern',
): FakeTerminal => {
  const screen = new xterm.Terminal({
    cols: columns,
    rows,
    allowProposedApi: true,
    convertEol: true,
  })
  if (unicode === 'modern') setModernWidths(screen)
  const writes: string[] = []
  let drained: (() => void)[] = []
  const settle = () => new Promise<void>(resolve => screen.write('', resolve))
  const lines = () =>
    Array.from({ length: fake.rows }, (_, y) =>
      screen.buffer.active.getLine(screen.buffer.active.baseY + y),
    )
  const fake: FakeTerminal = {
    writes,
    columns,
    rows,
    behind: false,
    write(bytes) {
      writes.push(bytes)
      screen.write(bytes)
      return !fake.behind
    },
    once: (_event, listener) => drained.push(listener),
    drain() {
      fake.behind = false
      const waiting = drained
      drained = []
      for (const listener of waiting) listener()
    },
    resize(nextColumns, nextRows) {
      screen.resize(nextColumns, nextRows)
      fake.columns = nextColumns
      fake.rows = nextRows
    },
    async cells() {
      await settle()
      return lines().map(line =>
        Array.from({ length: fake.columns }, (_, x) => describeCell(line?.getCell(x))).join('|'),
      )
    },
    async text() {
      await settle()
      return lines().map(line => line?.translateToString(true).trimEnd() ?? '')
    },
    cursor: () => ({ x: screen.buffer.active.cursorX, y: screen.buffer.active.cursorY }),
  }
  return fake
}

/** Where two screens differ first, in words short enough to read; null where they are equal. */
export const firstDifference = (
  actual: readonly string[],
  wanted: readonly string[],
): string | null => {
  for (const [y, row] of wanted.entries()) {
    const cells = actual[y]?.split('|') ?? []
    const x = row.split('|').findIndex((cell, index) => cell !== cells[index])
    if (x >= 0) return `row ${y}, cell ${x}: ${cells[x]} instead of ${row.split('|')[x]}`
  }
  return null
}
