import { type Failure, FailureError, toFailure } from '../../state/model/failure.ts'
import type { Screen } from '../../state/model/live-pane.ts'
import { createPace } from '../clock.ts'
import type { TmuxClient } from './client.ts'
import { capture } from './command.ts'
import { countOf, SIDE } from './number.ts'
import { createScreenReader } from './screen.ts'

/** A frame: what prints faster is seen at its newest state, never replayed. */
const FRAME = 16
/** Where nothing is pushed: how often the followed pane is looked at. */
const SWEEP = 250
/** The selection runs through the list: a session is only listened to when it rests there. */
const REST = 150

export interface LivePane {
  /** This pane printed, or something of it moved. */
  wake(pane: string): void
  /** The stream of its session ended: listen again. */
  relisten(): void
  stop(): void
}

/**
 * Shows one pane live. tmux is the only terminal emulator: a pane that prints is captured again,
 * one capture on its way at a time, so a flood costs frames and never a backlog.
 */
export function createLivePane(options: {
  readonly client: TmuxClient
  readonly pane: string
  readonly session: string
  /** Whether its session may be attached to; else the pane is looked at again and again. */
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

  /** Late is not gone: the link says that it is slow, and the next wake looks again. */
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

/** `width height x y cursor history alternate`, and the lines. What tmux cannot mean is 0. */
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

/** Whether both look alike. */
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
