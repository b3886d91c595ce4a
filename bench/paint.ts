import { Box, type Instance, render, Text } from 'ink'
import { createElement, type ReactElement } from 'react'
import { cutCells, width } from '../src/state/text/text.ts'
import { LivePane } from '../src/ui/output/live-pane.tsx'
import { PainterContext } from '../src/ui/paint/context.ts'
import { createPainter, type Painter } from '../src/ui/paint/painter.ts'
import { median } from './figure.ts'
import type { Tell } from './row.ts'
import type { Stage } from './stage.ts'

const COLUMNS = 200
const ROWS = 50
const LIST = 40
const PANE = { x: LIST + 1, y: 1, width: COLUMNS - LIST - 2, height: ROWS - 2 }
const BLOCK = 30
const BLOCKS = 5
const GOAL = 'all lines new'

const sink = {
  columns: COLUMNS,
  rows: ROWS,
  bytes: 0,
  write: (bytes: string) => sink.count(bytes),
  count: (bytes: string) => {
    sink.bytes += Buffer.byteLength(bytes)
    return true
  },
}

type Lines = readonly string[]
type Feed = (frame: number) => Lines

const words = (seed: number): string =>
  Array.from(
    { length: 14 },
    (_, at) => `\x1b[${31 + ((seed + at) % 7)}mword${(seed * 7 + at) % 101}\x1b[0m some text`,
  ).join(' ')

const still: Lines = Array.from({ length: PANE.height }, (_, row) => words(row))
const FEEDS: Readonly<Record<string, Feed>> = {
  'a counter in one line': frame =>
    still.map((line, row) => (row === 20 ? `${line.slice(0, 60)}\x1b[0m ${frame}` : line)),
  'all lines new': frame => still.map((_, row) => words(frame * 97 + row * 13)),
}

const app = (lines: Lines, painter: Painter | null): ReactElement =>
  createElement(
    PainterContext,
    { value: painter },
    createElement(
      Box,
      { width: COLUMNS, height: ROWS, overflow: 'hidden' },
      createElement(
        Box,
        { width: LIST, flexDirection: 'column' },
        ...Array.from({ length: ROWS }, (_, row) =>
          createElement(Text, { key: row }, `host-${row} session up 1m`),
        ),
      ),
      createElement(
        Box,
        { borderStyle: 'round', width: COLUMNS - LIST, height: ROWS },
        createElement(LivePane, { id: 'pane', lines }),
      ),
    ),
  )

interface Drawer {
  draw(lines: Lines): void | Promise<void>
  end(): void
}

const options = {
  alternateScreen: true,
  incrementalRendering: true,
  patchConsole: false,
  interactive: true,
  exitOnCtrlC: false,
  maxFps: 1000,
}

// The output of a painter with nothing placed is Ink's own: it stands in for the bare terminal.
const inkStream = (): NodeJS.WritableStream => {
  const write = (bytes: string, done?: () => void): boolean => {
    done?.()
    return sink.count(bytes)
  }
  return Object.assign(createPainter(sink).stdout, { write })
}

const byInk = async (): Promise<Drawer> => {
  const ink: Instance = render(app(still, null), { ...options, stdout: inkStream() })
  await ink.waitUntilRenderFlush()
  return {
    draw: async lines => {
      ink.rerender(app(lines, null))
      await ink.waitUntilRenderFlush()
    },
    end: () => ink.unmount(),
  }
}

const byRows = async (): Promise<Drawer> => {
  let drawn: Lines = still
  const row = (line: string, y: number): string => {
    const text = cutCells(line, 0, PANE.width)
    return `\x1b[${PANE.y + y + 1};${PANE.x + 1}H\x1b[m${text}${' '.repeat(PANE.width - width(text))}`
  }
  const draw = (lines: Lines): void => {
    const changed = lines.map((line, y) => (line === drawn[y] ? '' : row(line, y))).join('')
    drawn = lines
    sink.write(`\x1b[?2026h\x1b7${changed}\x1b8\x1b[?2026l`)
  }
  return { draw, end: () => {} }
}

const byCells = async (): Promise<Drawer> => {
  const painter = createPainter(sink)
  const ink = render(app(still, painter), { ...options, stdout: painter.stdout })
  await ink.waitUntilRenderFlush()
  const draw = (lines: Lines): void => {
    painter.show('pane', { lines })
    painter.flush()
  }
  return { draw, end: () => ink.unmount() }
}

type Maker = 'ink' | 'rows' | 'cells'

/** CPU of a frame by each way, in blocks by turns; bytes beside it. */
export async function benchPaint(_stage: Stage, tell: Tell): Promise<void> {
  for (const [name, feed] of Object.entries(FEEDS)) {
    const { cpu, bytes } = await measure(feed)
    const what = `CPU of a frame, ${name}`
    const goal = name === GOAL ? ({ kind: 'faster', times: 10 } as const) : undefined
    const ours = { what, unit: 'ms', ours: median(cpu.cells) } as const
    const [ink, rows] = [median(cpu.ink), median(cpu.rows)]
    tell({ ...ours, other: { name: 'Ink alone', figure: ink }, goal, raw: { ...cpu, ...bytes } })
    tell({ ...ours, other: { name: 'whole rows', figure: rows } })
    const [written, inkWritten] = [median(bytes['bytes, cells']), median(bytes['bytes, Ink'])]
    const other = { name: 'Ink alone', figure: inkWritten }
    tell({ what: `bytes of a frame, ${name}`, unit: 'B', ours: written, other })
  }
}

async function measure(feed: Feed) {
  const drawers: Record<Maker, Drawer> = {
    ink: await byInk(),
    rows: await byRows(),
    cells: await byCells(),
  }
  const cpu: Record<Maker, number[]> = { ink: [], rows: [], cells: [] }
  const bytes = { 'bytes, Ink': [] as number[], 'bytes, cells': [] as number[] }
  const frames = Array.from({ length: BLOCK }, (_, frame) => feed(frame))
  // The first two blocks warm what is compiled.
  for (let block = 0; block < BLOCKS + 2; block++) {
    for (const maker of ['ink', 'rows', 'cells'] as const) {
      const spent = await drawBlock(drawers[maker], frames)
      if (block < 2) continue
      cpu[maker].push(spent.cpu)
      if (maker !== 'rows') bytes[maker === 'ink' ? 'bytes, Ink' : 'bytes, cells'].push(spent.bytes)
    }
  }
  for (const drawer of Object.values(drawers)) drawer.end()
  return { cpu, bytes }
}

/** Milliseconds of processor time, and bytes, of one frame. */
async function drawBlock(drawer: Drawer, frames: readonly Lines[]) {
  sink.bytes = 0
  const before = process.cpuUsage()
  for (const lines of frames) await drawer.draw(lines)
  const { user, system } = process.cpuUsage(before)
  return { cpu: (user + system) / 1000 / frames.length, bytes: sink.bytes / frames.length }
}
