import { type Failure, FailureError, toFailure } from '../../state/model/failure.ts'
import type { Screen } from '../../state/model/live-pane.ts'
import { createPace } from '../clock.ts'
import type { TmuxClient } from './client.ts'
import { capture } from './command.ts'
import { countOf, SIDE } from './number.ts'
import { createScreenReader } from './screen.ts'

/** Minimum milliseconds between two captures. If a pane prints faster, only its newest state is shown. */
const FRAME = 16
/** Minimum milliseconds between two captures when changes are polled. */
const SWEEP = 250
/** Milliseconds that the selection must stay on a session before the session's stream is opened. */
const REST = 150

export interface LivePane {
  /** Must be called when this pane printed or changed. */
  wake(pane: string): void
  /** Must be called when the stream of the session ended. Opens the stream again. */
  relisten(): void
  stop(): void
}

/**
 * Shows one pane live. A pane that printed is captured again; the only terminal emulator is tmux. Only one capture is
 * in progress at a time, so a flood of output skips frames and never builds a backlog.
 */
export function createLivePane(options: {
  readonly client: TmuxClient
  readonly pane: string
  readonly session: string
  /** Whether a client may attach to the session. If not, the pane is polled. */
  readonly listen: boolean
  readonly shown: (screen: Screen) => void
  readonly gone: (failure: Failure) => void
}): LivePane {
  const { client, pane, session } = options
  const reader = createScreenReader()
  const pushed = client.pushed && options.listen
  const pace = createPace(pushed ? FRAME : SWEEP, () => void turn())
  let looking = false
  let again = false
  let stopped = false
  let last: Screen | null = null

  async function turn(): Promise<void> {
    if (looking) {
      again = true
      return
    }
    looking = true
    try {
      show(await look())
    } catch (error) {
      report(error)
    }
    looking = false
    if (!stopped && (again || !pushed)) {
      again = false
      pace.request()
    }
  }

  async function look(): Promise<Screen> {
    const [facts, bytes] = await client.ask(capture(pane, client.pushed))
    return toScreen(facts, reader.read(bytes ?? Buffer.alloc(0)))
  }

  function show(screen: Screen): void {
    if (stopped || (last && sameScreen(last, screen))) return
    last = screen
    options.shown(screen)
  }

  /**
   * Reports that the pane is gone, if the error says so. A late capture does not: the connection is shown as slow, and
   * the next `wake` captures again.
   */
  function report(error: unknown): void {
    const failure = toFailure(error)
    if (stopped || failure.kind === 'late' || failure.kind === 'lost') return
    if (!(error instanceof FailureError)) throw error
    stopped = true
    options.gone(failure)
  }

  const rest = setTimeout(() => pushed && client.stream(session), REST)
  pace.request()

  return {
    wake(woken) {
      if (woken === pane) pace.request()
    },
    relisten() {
      if (!stopped && pushed) client.stream(session)
    },
    stop() {
      stopped = true
      clearTimeout(rest)
      pace.stop()
    },
  }
}

/**
 * Builds a screen from the facts `width height x y cursor history alternate` and the lines. An invalid number becomes
 * 0.
 */
export function toScreen(facts: Buffer | undefined, lines: readonly string[]): Screen {
  const [width, height, x, y, cursor, history] = (facts?.toString('latin1') ?? '').split(' ')
  const side = (text: string | undefined) => countOf(text, SIDE) ?? 0
  return {
    lines,
    width: side(width),
    height: side(height),
    cursor: cursor === '1' ? { x: side(x), y: side(y) } : null,
    history: countOf(history) ?? 0,
  }
}

export function sameScreen(one: Screen, other: Screen): boolean {
  return (
    one.width === other.width &&
    one.height === other.height &&
    one.history === other.history &&
    one.cursor?.x === other.cursor?.x &&
    one.cursor?.y === other.cursor?.y &&
    one.lines.length === other.lines.length &&
    one.lines.every((line, index) => line === other.lines[index])
  )
}
