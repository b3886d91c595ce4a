import { PassThrough } from 'node:stream'
import { type Instance, render } from 'ink'
import type { Store } from '../state/store.ts'
import { App, type InkApp } from './app.tsx'
import { waysOut } from './exit.ts'
import { feedPainter } from './feed.ts'
import { createFrames } from './frame.ts'
import { createInput, type Keyboard } from './input.ts'
import type { Token } from './keys.ts'
import { createLender } from './lend.ts'
import type { Colour } from './paint/colour.ts'
import { createPainter, type Terminal } from './paint/painter.ts'
import { pressAll } from './press.ts'
import { createModes } from './terminal.ts'

/** Into which the screen puts its way to hand the terminal to a child process. */
export interface Lend {
  lendTerminal?: (run: () => Promise<void>) => Promise<void>
}

export interface ScreenOptions {
  readonly store: Store
  readonly lend: Lend
  readonly stdin?: Keyboard
  readonly stdout?: Terminal & ResizeSource
  readonly colour?: Colour
}

interface ResizeSource {
  readonly fd?: number
  on(event: 'resize', listener: () => void): unknown
  off(event: 'resize', listener: () => void): unknown
}

/** Shows the store on the terminal until someone quits. Rejects when fleetmux itself fails, the terminal restored. */
export async function startScreen({
  store,
  lend,
  stdin = process.stdin,
  stdout = process.stdout,
  colour = colourOf(process.env),
}: ScreenOptions): Promise<void> {
  const { theme } = store.getState().settings
  const painter = createPainter(stdout, { colour: theme === 'none' ? 'none' : colour })
  const frames = createFrames(store)
  const modes = createModes(stdout, stdin)
  const exit = waysOut(modes.restore)
  const app = Promise.withResolvers<InkApp>()
  const input = createInput(stdin, tokens => take(tokens))
  const lender = createLender({
    app: app.promise,
    input,
    modes,
    hold: exit.hold,
    mouse: () => store.getState().settings.mouse,
  })

  function take(tokens: readonly Token[]): void {
    pressAll(tokens, {
      getState: store.getState,
      dispatch: intent => {
        store.dispatch(intent)
        if (intent.type === 'quit') exit.leave()
        if (intent.type === 'mouse') modes.setMouse(store.getState().settings.mouse)
      },
      own: key => (key === 'C-z' ? void lender.suspend().catch(exit.fail) : resize()),
    })
    frames.now()
  }

  function measure(): void {
    store.dispatch({ type: 'resized', columns: stdout.columns || 80, rows: stdout.rows || 24 })
  }

  let ink: Instance | null = null
  function resize(): void {
    painter.resized(() => {
      measure()
      frames.now()
      ink?.rerender(tree)
      ink?.clear()
    })
  }

  measure()
  const tree = <App frames={frames} painter={painter} onReady={app.resolve} />
  modes.take(store.getState().settings.mouse)
  input.start()
  ink = render(tree, {
    stdin: silence(),
    stdout: painter.stdout,
    alternateScreen: true,
    incrementalRendering: true,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: true,
    maxFps: 60,
  })
  const stopFeed = feedPainter(store, painter)
  stdout.on('resize', resize)
  lend.lendTerminal = lender.lend
  try {
    await Promise.race([exit.left, ink.waitUntilExit()])
  } finally {
    lend.lendTerminal = undefined
    stdout.off('resize', resize)
    stopFeed()
    frames.stop()
    input.stop()
    modes.give()
    ink.unmount()
    exit.done()
  }
}

/** Ink's keyboard, which never speaks: ours is the only reader (docs/decisions/0004-keys.md). */
function silence(): NodeJS.ReadableStream {
  return new PassThrough()
}

function colourOf({ COLORTERM = '', TERM = '', NO_COLOR = '' }: NodeJS.ProcessEnv): Colour {
  if (NO_COLOR !== '' || TERM === 'dumb') return 'none'
  if (/truecolor|24bit/.test(COLORTERM)) return 'true'
  return TERM.includes('256color') ? '256' : '16'
}
