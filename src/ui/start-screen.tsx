import type { Benchmarks } from '../state/benchmarks/benchmarks-handle.ts'
import { dispatchInput } from './app/dispatch-input.ts'
import { paintLive } from './app/live-painter.ts'
import { mount } from './app/mount.tsx'
import { readBenchmarks } from './benchmarks/read-benchmarks.ts'
import type { UiIntent } from './model/intent.ts'
import type { Colour } from './paint/colour.ts'
import { createPainter, type Terminal } from './paint/painter.ts'
import { createFrames } from './parts/frame.ts'
import { waysOut } from './terminal/exit.ts'
import { createInput, type Keyboard } from './terminal/input.ts'
import { createInputGuard } from './terminal/input-guard.ts'
import { createModes } from './terminal/modes.ts'
import { createHandOver } from './terminal/suspend-terminal.ts'
import { alertPerson } from './terminal/terminal-alerts.ts'
import type { UiStore } from './view/ui-store.ts'
import { refreshWork } from './worktrees/refresh-work.ts'

/**
 * An object that lets the backend use the terminal. `startScreen` sets `lendTerminal`, which suspends the screen while
 * `run` runs a child process on the terminal.
 */
export interface Lend {
  lendTerminal?: (run: () => Promise<void>) => Promise<void>
}

export interface ScreenOptions {
  readonly store: UiStore
  readonly lend: Lend
  /** Gives access to the benchmarks. Called when the benchmarks screen is opened. */
  readonly benchmarks?: () => Promise<Pick<Benchmarks, 'list' | 'show'>>
  readonly stdin?: Keyboard
  readonly stdout?: Terminal & ResizeSource
  readonly colour?: Colour
}

interface ResizeSource {
  readonly fd?: number
  on(event: 'resize', listener: () => void): unknown
  off(event: 'resize', listener: () => void): unknown
}

/**
 * Shows the fleet on the terminal until the user quits or a signal ends the screen; a signal sets `process.exitCode`.
 * Rejects if fleetmux itself has failed. The terminal is restored in every case.
 */
export async function startScreen({
  store,
  lend,
  benchmarks,
  stdin = process.stdin,
  stdout = process.stdout,
  colour = colourOf(process.env),
}: ScreenOptions): Promise<void> {
  const hasMouse = (): boolean => store.getState().settings.mouse
  const hasColour = store.getState().settings.theme !== 'none'
  const painter = createPainter(stdout, { colour: hasColour ? colour : 'none' })
  const frames = createFrames(store)
  const modes = createModes(stdout, stdin)
  const exit = waysOut(modes.restore)

  const deafness = createInputGuard(store.getState)
  const input = createInput(stdin, tokens => {
    if (deafness.isDeaf(tokens)) return
    deafness.watch(tokens, () => dispatchInput(tokens, { getState: store.getState, dispatch, own }))
    frames.now()
  })
  const stopTelling = alertPerson(store, modes)
  modes.take(hasMouse())
  input.start()
  const { ink, app, commit } = mount(frames, painter, stdout === process.stdout)
  const lender = createHandOver({ app, input, modes, hold: exit.hold, mouse: hasMouse })
  const stopFeed = paintLive(store, painter)
  const stopReading = benchmarks ? readBenchmarks(store, benchmarks) : () => {}
  const stopRefreshing = refreshWork(store)

  function dispatch(intent: UiIntent): void {
    store.dispatch(intent)
    modes.setMouse(hasMouse())
    if (intent.type === 'quit') exit.leave()
  }

  function own(key: string): void {
    if (key === 'C-z') lender.suspend().catch(exit.fail)
    else resize()
  }

  function resize(): void {
    painter.resized(() => {
      const { columns, rows } = stdout
      store.dispatch({ type: 'resized', columns: columns || 80, rows: rows || 24 })
      frames.now()
      commit()
      ink.clear()
    })
  }

  stdout.on('resize', resize)
  lend.lendTerminal = lender.lend
  try {
    await Promise.race([exit.left, ink.waitUntilExit()])
  } finally {
    lend.lendTerminal = undefined
    stdout.off('resize', resize)
    stopFeed()
    stopReading()
    stopRefreshing()
    stopTelling()
    frames.stop()
    input.stop()
    modes.give()
    ink.unmount()
    exit.done()
  }
}

function colourOf({ COLORTERM = '', TERM = '', NO_COLOR = '' }: NodeJS.ProcessEnv): Colour {
  if (NO_COLOR !== '' || TERM === 'dumb') return 'none'
  if (/truecolor|24bit/.test(COLORTERM)) return 'true'
  return TERM.includes('256color') ? '256' : '16'
}
