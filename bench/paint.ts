// Run: NODE_ENV=production node --import tsx bench/paint.ts
import { Box, type Instance, render, Text } from 'ink'
import { createElement, type ReactElement } from 'react'
import { cutCells, width } from '../src/state/text.ts'
import { PainterContext } from '../src/ui/paint/context.ts'
import { createPainter, type Painter } from '../src/ui/paint/painter.ts'
import { LivePane } from '../src/ui/parts/live-pane.tsx'

const COLUMNS = 200
const ROWS = 50
const LIST = 40
const PANE = { x: LIST + 1, y: 1, width: COLUMNS - LIST - 2, height: ROWS - 2 }
const FRAMES = 300
const WARM = 60

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
  'one new line': frame => still.map((line, row) => (row === 20 ? words(frame) : line)),
  'all lines scroll': frame => still.map((_, row) => words(frame + row)),
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

const DRAWERS = { 'Ink alone': byInk, 'whole rows': byRows, 'changed cells': byCells }

const measure = async (
  make: () => Promise<Drawer>,
  feed: Feed,
): Promise<{ cpu: string; bytes: string }> => {
  const drawer = await make()
  const frames = Array.from({ length: WARM + FRAMES }, (_, frame) => feed(frame))
  for (const lines of frames.slice(0, WARM)) await drawer.draw(lines)
  sink.bytes = 0
  const before = process.cpuUsage()
  for (const lines of frames.slice(WARM)) await drawer.draw(lines)
  const { user, system } = process.cpuUsage(before)
  const { bytes } = sink
  drawer.end()
  return { cpu: ((user + system) / 1000 / FRAMES).toFixed(3), bytes: (bytes / FRAMES).toFixed(0) }
}

const pad = (text: string): string => text.padEnd(24)
console.log(
  `${COLUMNS}x${ROWS}, node ${process.version}, NODE_ENV ${process.env.NODE_ENV}: CPU ms and bytes a frame\n`,
)
console.log(pad('') + Object.keys(DRAWERS).map(pad).join(''))
for (const [name, feed] of Object.entries(FEEDS)) {
  let line = pad(name)
  for (const make of Object.values(DRAWERS)) {
    const { cpu, bytes } = await measure(make, feed)
    line += pad(`${cpu} ms ${bytes} B`)
  }
  console.log(line)
}
