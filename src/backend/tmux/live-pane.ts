import { type Failure, FailureError, toFailure } from '../../state/model/failure.ts'
import type { Screen } from '../../state/model/live-pane.ts'
import { createPace, monotonic } from '../clock.ts'
import type { TmuxClient } from './client.ts'
import { capture } from './command.ts'
import { countOf, MAX_SIDE } from './number.ts'
import { withPrinted } from './printed-text.ts'
import { createScreenReader } from './screen.ts'

/** Minimum milliseconds between two captures. If a pane prints faster, only its newest state is shown. */
const FRAME = 16
/**
 * A short text that a program has printed, and that tmux has reported, is drawn before its capture arrives only if
 * there was neither output nor a capture for this many milliseconds. Otherwise the last capture may already show the
 * text.
 */
const QUIET = 50
/** Milliseconds between two captures when changes are polled. */
const POLL = 250
/**
 * Milliseconds from a capture that showed a change to the next polled capture, if captures start no process on the
 * host.
 */
const POLL_SOON = 60

export interface LivePane {
  /** Must be called when this pane printed or changed. `printed`: all that it printed (see `readPrinted`). */
  wake(pane: string, printed?: string): void
  /**
   * Must be called when the result of the option `isPushed` (whether tmux reports at once that the pane printed) has
   * changed: starts or stops polling.
   */
  repace(): void
  stop(): void
}

/**
 * Shows one pane live. When the pane has printed, its screen is captured again from tmux: fleetmux has no terminal
 * emulator of its own. Only one capture is in progress at a time, so a flood of output skips frames and never builds a
 * backlog.
 */
export function createLivePane(options: {
  readonly client: TmuxClient
  readonly pane: string
  /** Whether `wake` is called as soon as the pane prints. If not, the pane is polled. */
  readonly isPushed: () => boolean
  readonly shown: (screen: Screen) => void
  readonly gone: (failure: Failure) => void
}): LivePane {
  const { client, pane, isPushed } = options
  const reader = createScreenReader()
  const pace = createPace(client.pushed ? FRAME : POLL, () => void turn())
  let poll: NodeJS.Timeout | undefined
  let looking = false
  let again = false
  let stopped = false
  let last: Screen | null = null
  /** The time of the last capture or report of output, by the monotonic clock; 0: there was none. */
  let busy = 0

  async function turn(): Promise<void> {
    if (looking) {
      again = true
      return
    }
    clearTimeout(poll)
    looking = true
    let hasChanged = false
    try {
      hasChanged = show(await look())
    } catch (error) {
      report(error)
    }
    looking = false
    busy = monotonic()
    if (stopped) return
    if (again) pace.request()
    else if (!isPushed()) poll = setTimeout(pace.request, pollAfter(hasChanged))
    again = false
  }

  /**
   * Milliseconds until the pane is polled again. Without control mode 0, which asks `pace` at once for a capture:
   * `pace` itself leaves `POLL` milliseconds between two captures.
   */
  function pollAfter(hasChanged: boolean): number {
    if (!client.pushed) return 0
    return hasChanged ? POLL_SOON : POLL
  }

  async function look(): Promise<Screen> {
    const [facts, bytes] = await client.ask(capture(pane, client.pushed))
    return toScreen(facts, reader.read(bytes ?? Buffer.alloc(0)))
  }

  /** Shows a text that the program in a quiet pane has printed, before the capture, which follows and corrects it. */
  function foresee(printed: string | undefined): void {
    const isQuiet = !looking && monotonic() - busy > QUIET
    busy = monotonic()
    const screen = isQuiet && last && printed !== undefined ? withPrinted(last, printed) : null
    if (screen) show(screen)
  }

  /**
   * Reports the screen if it differs from the last one. Returns whether a change was reported; the first screen is no
   * change.
   */
  function show(screen: Screen): boolean {
    if (stopped || (last && sameScreen(last, screen))) return false
    const isFirst = last === null
    last = screen
    options.shown(screen)
    return !isFirst
  }

  /**
   * Reports that the pane is gone, if the error says so. A late capture does not: the connection is shown as slow, and
   * the next `wake` captures again.
   */
  function report(error: unknown): void {
    const failure = toFailure(error)
    if (stopped || failure.kind === 'late' || failure.kind === 'lost') return
    if (!(error instanceof FailureError)) throw error
    stop()
    options.gone(failure)
  }

  function stop(): void {
    stopped = true
    clearTimeout(poll)
    pace.stop()
  }

  pace.request()
  return {
    wake(woken, printed) {
      if (woken !== pane) return
      foresee(printed)
      pace.request()
    },
    repace() {
      if (stopped) return
      if (isPushed()) clearTimeout(poll)
      else pace.request()
    },
    stop,
  }
}

/**
 * Builds a screen from the facts `width height x y cursor history alternate` and the lines. An invalid number becomes
 * 0.
 */
export function toScreen(facts: Buffer | undefined, lines: readonly string[]): Screen {
  const [width, height, x, y, cursor, history] = (facts?.toString('latin1') ?? '').split(' ')
  const side = (text: string | undefined) => countOf(text, MAX_SIDE) ?? 0
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
