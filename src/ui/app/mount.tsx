import { PassThrough } from 'node:stream'
import { type Instance, render } from 'ink'
import type { Painter } from '../paint/painter.ts'
import type { Frames } from '../parts/frame.ts'
import { App, type InkApp } from './app.tsx'

export interface Mounted {
  readonly ink: Instance
  /** Resolves with the result of Ink's `useApp`. */
  readonly app: Promise<InkApp>
  /** Makes React commit its deferred work now. */
  commit(): void
}

/**
 * Starts Ink on the painter's screen. If `patchConsole` is true, output of `console.log` does not reach the terminal.
 */
export function mount(frames: Frames, painter: Painter, patchConsole: boolean): Mounted {
  const { promise, resolve } = Promise.withResolvers<InkApp>()
  const tree = <App frames={frames} painter={painter} onReady={resolve} />
  const ink = render(tree, {
    // Ink gets an empty stdin, because fleetmux reads the keyboard itself (docs/decisions/0004-keys.md).
    stdin: new PassThrough(),
    stdout: painter.stdout,
    alternateScreen: true,
    incrementalRendering: true,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole,
    maxFps: 60,
  })
  return { ink, app: promise, commit: () => ink.rerender(tree) }
}
