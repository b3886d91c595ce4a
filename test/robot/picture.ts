import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import xterm from '@xterm/headless'
import { type Robot, startRobot } from './robot.ts'

/** Draws the pictures of the README from a real run of the demo, as SVGs. Usage: picture.ts DIRECTORY. */

const COLUMNS = 150
const ROWS = 40
const CELL = { width: 8.4, height: 18 }
const INK = '#d4d7dd'
const PAPER = '#14161b'
const BASE = [
  '#3b4048',
  '#e06c75',
  '#98c379',
  '#e5c07b',
  '#61afef',
  '#c678dd',
  '#56b6c2',
  '#d4d7dd',
]
const BRIGHT = [
  '#5c6370',
  '#ff7b86',
  '#b5e890',
  '#ffd68a',
  '#7cc4ff',
  '#e29bf7',
  '#7fe0ec',
  '#ffffff',
]

interface Ink {
  readonly fill: string
  readonly paper: string | null
  readonly bold: boolean
  readonly dim: boolean
}

/** The pretend hosts' homes are temporary directories, which are nobody's business. */
const HOMES = /\/tmp\/\S+?\/home(\/\S*)/g

async function main(directory: string): Promise<void> {
  const robot = await startRobot({
    columns: COLUMNS,
    rows: ROWS,
    args: ['demo'],
    sessions: { notes: 'cat' },
  })
  try {
    await robot.sees('search-index')
    robot.keys('g')
    await robot.sees('api-refactor:')
    robot.keys('j')
    await robot.sees('auth-review:')
    await robot.sees('❯ 1.', 30_000)
    await robot.sees('Needs you', 30_000)
    await keep(robot, join(directory, 'screen.svg'))
    await robot.press('W', '▸ Wall ')
    await robot.sees(/api-refactor[\s\S]*db-migrate/)
    // Those that nobody has looked at yet come with their first captures.
    await robot.misses(/waiting…/, 30_000)
    await keep(robot, join(directory, 'wall.svg'))
  } finally {
    await robot.close()
  }
}

async function keep(robot: Robot, file: string): Promise<void> {
  const screen = robot.terminal('capture-pane', '-p', '-e', '-N', '-t', 'robot')
  writeFileSync(file, await draw(screen.replace(HOMES, inHome)))
}

/** Every cell of a capture, read by a terminal emulator. */
async function draw(capture: string): Promise<string> {
  const terminal = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true })
  await new Promise<void>(resolve => terminal.write(capture.replaceAll('\n', '\r\n'), resolve))
  const rows = Array.from({ length: ROWS }, (_, row) => drawRow(terminal, row)).join('\n')
  const width = COLUMNS * CELL.width + 24
  const height = ROWS * CELL.height + 24
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, SFMono-Regular, Menlo, 'DejaVu Sans Mono', monospace" font-size="14">`,
    `<rect width="${width}" height="${height}" rx="8" fill="${PAPER}"/>`,
    `<g transform="translate(12 12)">`,
    rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

function drawRow(terminal: InstanceType<typeof xterm.Terminal>, row: number): string {
  const line = terminal.buffer.active.getLine(row)
  const runs: { x: number; text: string; cells: number; ink: Ink }[] = []
  for (let x = 0; x < COLUMNS; x++) {
    const cell = line?.getCell(x)
    if (!cell || cell.getWidth() === 0) continue
    const ink = inkOf(cell)
    const last = runs.at(-1)
    const text = cell.getChars() || ' '
    // Wide characters start a run of their own, so that no font's idea of their width moves what follows.
    if (
      last &&
      sameInk(last.ink, ink) &&
      cell.getWidth() === 1 &&
      last.cells === last.text.length
    ) {
      last.text += text
      last.cells += 1
    } else runs.push({ x, text, cells: cell.getWidth(), ink })
  }
  return runs.map(run => drawRun(run, row)).join('')
}

function drawRun(
  { x, text, cells, ink }: { x: number; text: string; cells: number; ink: Ink },
  row: number,
): string {
  const left = (x * CELL.width).toFixed(1)
  const box = ink.paper
    ? `<rect x="${left}" y="${row * CELL.height}" width="${(cells * CELL.width).toFixed(1)}" height="${CELL.height}" fill="${ink.paper}"/>`
    : ''
  if (!text.trim()) return box
  const look = `${ink.bold ? ' font-weight="bold"' : ''}${ink.dim ? ' opacity="0.6"' : ''}`
  const width = (cells * CELL.width).toFixed(1)
  return `${box}<text x="${left}" y="${row * CELL.height + 14}" fill="${ink.fill}"${look} textLength="${width}" lengthAdjust="spacingAndGlyphs" xml:space="preserve">${escapeXml(text)}</text>`
}

type Cell = NonNullable<
  ReturnType<
    NonNullable<
      ReturnType<InstanceType<typeof xterm.Terminal>['buffer']['active']['getLine']>
    >['getCell']
  >
>

function inkOf(cell: Cell): Ink {
  const fill = cell.isFgDefault() ? INK : colour(cell.getFgColor(), cell.isFgRGB())
  const paper = cell.isBgDefault() ? null : colour(cell.getBgColor(), cell.isBgRGB())
  const inverse = cell.isInverse() !== 0
  return {
    fill: inverse ? (paper ?? PAPER) : fill,
    paper: inverse ? fill : paper,
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
  }
}

function colour(value: number, rgb: boolean): string {
  if (rgb) return `#${value.toString(16).padStart(6, '0')}`
  if (value < 16) return [...BASE, ...BRIGHT][value] ?? INK
  if (value >= 232) return `#${(8 + (value - 232) * 10).toString(16).padStart(2, '0').repeat(3)}`
  const cube = value - 16
  const part = (level: number) => (level === 0 ? 0 : 55 + level * 40).toString(16).padStart(2, '0')
  return `#${part(Math.floor(cube / 36))}${part(Math.floor(cube / 6) % 6)}${part(cube % 6)}`
}

function sameInk(one: Ink, other: Ink): boolean {
  return (
    one.fill === other.fill &&
    one.paper === other.paper &&
    one.bold === other.bold &&
    one.dim === other.dim
  )
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

await main(process.argv[2] ?? 'docs')

function inHome(whole: string, rest: string): string {
  return `/home/demo${rest}`.padEnd(whole.length)
}
