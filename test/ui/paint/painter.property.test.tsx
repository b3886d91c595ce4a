import { Box, render, Text } from 'ink'
import { afterEach, expect, test, vi } from 'vitest'
import { toLines } from '../../../src/backend/tmux/screen.ts'
import { strip } from '../../../src/state/text/text.ts'
import { LivePane } from '../../../src/ui/output/live-pane.tsx'
import { PainterContext } from '../../../src/ui/paint/context.ts'
import { createPainter, type Painter } from '../../../src/ui/paint/painter.ts'
import { pick, randomFrom, randomLine } from './random.ts'
import { createFakeTerminal, type FakeTerminal, firstDifference } from './terminal.ts'

interface Screen {
  readonly columns: number
  readonly rows: number
  readonly names: readonly string[]
  readonly listWidth: number
  readonly panes: readonly (readonly string[])[]
  readonly cursor: { x: number; y: number } | null
  readonly dialog: string | null
}

const paneWidth = ({ columns, listWidth, panes }: Screen, index: number): number => {
  const each = Math.floor((columns - listWidth) / panes.length)
  return index === 0 ? columns - listWidth - each * (panes.length - 1) : each
}

const App = ({ screen }: { screen: Screen }) => (
  <Box width={screen.columns} height={screen.rows} overflow="hidden">
    <Box width={screen.listWidth} flexShrink={0} flexDirection="column" overflow="hidden">
      {screen.names.map((name, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows without names of their own
        <Box key={index} height={1} flexShrink={0}>
          <Text wrap="truncate" color={index % 2 ? 'green' : undefined}>
            {name}
          </Text>
        </Box>
      ))}
    </Box>
    {screen.panes.map((lines, index) => (
      <Box
        // biome-ignore lint/suspicious/noArrayIndexKey: panes are known by their place here
        key={index}
        borderStyle="round"
        flexShrink={0}
        // Not by growth: Yoga's rounding depends on what was laid out before.
        width={paneWidth(screen, index)}
        overflow="hidden"
      >
        <LivePane
          id={`pane${index}`}
          lines={lines}
          cursor={index === 0 ? screen.cursor : null}
          hidden={screen.dialog !== null}
        />
      </Box>
    ))}
    {screen.dialog !== null && (
      <Box position="absolute" marginLeft={8} marginTop={2} borderStyle="double">
        <Text wrap="truncate">{screen.dialog}</Text>
      </Box>
    )}
  </Box>
)

const options = {
  alternateScreen: true,
  incrementalRendering: true,
  patchConsole: false,
  interactive: true,
  exitOnCtrlC: false,
}

const start = (terminal: FakeTerminal, screen: Screen, painter: Painter | null) => {
  const tree = (next: Screen) => (
    <PainterContext value={painter}>
      <App screen={next} />
    </PainterContext>
  )
  const stdout = painter?.stdout ?? createPainter(terminal).stdout
  const ink = render(tree(screen), { ...options, stdout })
  return { ink, update: (next: Screen) => ink.rerender(tree(next)) }
}

const randomPane = (random: () => number): string[] =>
  toLines(Buffer.from(Array.from({ length: 14 }, () => randomLine(random)).join('\n')))

const firstScreen = (random: () => number): Screen => ({
  columns: 70,
  rows: 14,
  names: Array.from({ length: 9 }, () => strip(randomLine(random))),
  listWidth: 16,
  panes: [randomPane(random), randomPane(random)],
  cursor: { x: 3, y: 2 },
  dialog: null,
})

const changeLines = (random: () => number, lines: readonly string[]): string[] => {
  const next = random() < 0.3 ? [...lines.slice(1), lines[0] ?? ''] : [...lines]
  const [line = ''] = toLines(Buffer.from(randomLine(random)))
  next[Math.floor(random() * next.length)] = line
  return next
}

const steps: ((random: () => number, screen: Screen) => Screen)[] = [
  (random, screen) => ({ ...screen, panes: screen.panes.map(lines => changeLines(random, lines)) }),
  (random, screen) => ({
    ...screen,
    names: screen.names.map(name => (random() < 0.2 ? strip(randomLine(random)) : name)),
  }),
  (random, screen) => ({
    ...screen,
    cursor: random() < 0.3 ? null : { x: Math.floor(random() * 24), y: Math.floor(random() * 12) },
  }),
  (random, screen) => ({
    ...screen,
    dialog: screen.dialog === null ? strip(randomLine(random)) || 'Sure?' : null,
  }),
  (random, screen) => ({ ...screen, listWidth: 10 + Math.floor(random() * 10) }),
  (random, screen) => ({
    ...screen,
    columns: 50 + Math.floor(random() * 30),
    rows: 8 + Math.floor(random() * 12),
  }),
  (random, screen) => ({
    ...screen,
    panes: screen.panes.length > 1 ? screen.panes.slice(1) : [...screen.panes, randomPane(random)],
  }),
]

/** The cells of a terminal on which this screen is the first thing ever drawn. */
const freshCells = async (screen: Screen, isPainted: boolean): Promise<string[]> => {
  const terminal = createFakeTerminal(screen.columns, screen.rows)
  const { ink } = start(terminal, screen, isPainted ? createPainter(terminal) : null)
  await ink.waitUntilRenderFlush()
  const cells = await terminal.cells()
  ink.unmount()
  return cells
}

vi.stubEnv('CI', undefined)
afterEach(() => vi.unstubAllEnvs())

const run = async (seed: number, count: number): Promise<void> => {
  const random = randomFrom(seed)
  let screen = firstScreen(random)
  const terminal = createFakeTerminal(screen.columns, screen.rows)
  const painter = createPainter(terminal)
  const { ink, update } = start(terminal, screen, painter)
  for (let step = 0; step < count; step++) {
    const before = screen
    screen = pick(random, steps)(random, screen)
    if (screen.columns !== before.columns || screen.rows !== before.rows) {
      terminal.resize(screen.columns, screen.rows)
      painter.resized(ink.clear)
    }
    terminal.behind = random() < 0.1
    update(screen)
    if (random() < 0.5) await ink.waitUntilRenderFlush()
    terminal.drain()
    if (random() < 0.4) continue
    await ink.waitUntilRenderFlush()
    const cells = await terminal.cells()
    expect(firstDifference(cells, await freshCells(screen, true)), `step ${step}, painted`).toBe(
      null,
    )
    expect(firstDifference(cells, await freshCells(screen, false)), `step ${step}, by Ink`).toBe(
      null,
    )
  }
  ink.unmount()
}

for (const seed of [1, 2, 3, 4]) {
  test(`after any changes the screen is that of a fresh full paint, and of Ink alone (seed ${seed})`, () =>
    run(seed, 60))
}
