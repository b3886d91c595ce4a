import { FailureError } from '../../state/model/failure.ts'
import type { Session } from '../../state/model/fleet.ts'
import type { Screen } from '../../state/model/live-pane.ts'
import type { TmuxClient } from './client.ts'
import { capture } from './command.ts'
import { sameScreen, toScreen } from './live-pane.ts'
import { createScreenReader, type ScreenReader } from './screen.ts'

/**
 * Milliseconds until the next capture of a pane: the first value after a capture that showed a change, the second after
 * one unchanged capture, and so on; then none until `wake` is called. The sum exceeds a second, because tmux may report
 * a further change of a pane only a second later.
 */
const PUSHED = [120, 250, 650]
/**
 * Like `PUSHED`, the milliseconds until the next capture of a pane (first after a changed, then after an unchanged
 * capture), but for a tmux that does not push changes. Longer, because each capture is then a process on the host.
 */
const POLLED = [1000, 2000]
/** Captures of one host take at most 1/(SHARE + 1) of the time, so that they do not saturate a slow connection. */
const SHARE = 3

export interface MultiCapture {
  /** Captures exactly these panes from now on. */
  watch(panes: readonly string[]): void
  /** Excludes one pane, because the live pane (`createLivePane`) already captures it; null: excludes none. */
  leaveOut(pane: string | null): void
  /** Must be called when these panes printed or changed. */
  wake(panes: readonly string[]): void
  /** Must be called with each new session list. With polling, the list shows which panes changed. */
  found(sessions: readonly Session[]): void
  stop(): void
}

interface Tile {
  readonly pane: string
  readonly reader: ScreenReader
  last: Screen | null
  /** Time of the next capture by the monotonic clock, in milliseconds; null: none before the next `wake`. */
  due: number | null
  looked: number
  /** Number of captures since the last one that showed a change. */
  calm: number
}

/** The result of a capture: the screen, or why there is none. */
type Answer = Screen | 'gone' | 'late'

export type CapturedScreens = readonly { readonly pane: string; readonly screen: Screen }[]

/**
 * Shows many panes of one tmux server over a client that is already connected. Panes that changed are captured
 * together, with one request at a time. When nothing changes, nothing is requested and no timer runs.
 */
export function createMultiCapture(options: {
  readonly client: TmuxClient
  readonly shown: (screens: CapturedScreens) => void
  readonly failed: (error: unknown) => void
}): MultiCapture {
  const { client } = options
  const waits = client.pushed ? PUSHED : POLLED
  const [soon = 0] = waits
  let tiles = new Map<string, Tile>()
  let figures = new Map<string, string>()
  let leftOut: string | null = null
  let timer: NodeJS.Timeout | null = null
  let free = 0
  let looking = false
  let stopped = false

  /** Sets the only timer to the earliest due time. Sets none while a capture is in progress. */
  function arm(): void {
    if (timer) clearTimeout(timer)
    timer = null
    if (stopped || looking) return
    const first = Math.min(...dueTimes())
    if (!Number.isFinite(first)) return
    const wait = Math.max(first, free) - performance.now()
    timer = setTimeout(() => void turn(), Math.max(0, wait))
  }

  function* dueTimes(): Generator<number> {
    for (const { pane, due } of tiles.values()) if (due !== null && pane !== leftOut) yield due
  }

  async function turn(): Promise<void> {
    timer = null
    const start = performance.now()
    // Panes that are due soon are captured as well, for fewer requests and fewer frames.
    const asked = [...tiles.values()].filter(
      ({ pane, due }) => pane !== leftOut && due !== null && due <= start + soon / 2,
    )
    looking = true
    for (const tile of asked) Object.assign(tile, { due: null, looked: start })
    const answers = await look(asked)
    looking = false
    free = performance.now() + (performance.now() - start) * SHARE
    if (stopped) return
    tell(asked, answers)
    arm()
  }

  /**
   * Captures these panes in one line of commands. tmux stops a line at the first error; then each pane is captured
   * separately, to find the missing ones.
   */
  async function look(asked: readonly Tile[]): Promise<readonly Answer[]> {
    try {
      const bodies = await client.ask(asked.flatMap(({ pane }) => capture(pane, client.pushed)))
      return asked.map((tile, at) => read(tile, bodies.slice(2 * at, 2 * at + 2)))
    } catch (error) {
      if (!isGone(error)) return asked.map(() => late(error))
    }
    return Promise.all(asked.map(lookAt))
  }

  async function lookAt(tile: Tile): Promise<Answer> {
    try {
      return read(tile, await client.ask(capture(tile.pane, client.pushed)))
    } catch (error) {
      return isGone(error) ? 'gone' : late(error)
    }
  }

  /**
   * Handles an error of a capture. A late or lost answer is not reported, because the state of the connection shows it.
   */
  function late(error: unknown): Answer {
    if (!(error instanceof FailureError)) options.failed(error)
    return 'late'
  }

  function tell(asked: readonly Tile[], answers: readonly Answer[]): void {
    const changed = asked.flatMap((tile, at) => {
      const answer = answers[at] ?? 'late'
      const screen = typeof answer === 'string' ? null : answer
      const isNew = screen !== null && !(tile.last && sameScreen(tile.last, screen))
      tile.calm = isNew ? 0 : tile.calm + 1
      again(tile, answer)
      if (!isNew || tile.pane === leftOut || tiles.get(tile.pane) !== tile) return []
      tile.last = screen
      return [{ pane: tile.pane, screen }]
    })
    if (changed.length > 0) options.shown(changed)
  }

  /**
   * Schedules the next capture of a pane. If tmux says that the pane is gone, it is not captured again, and its last
   * screen is shown until the session list no longer has the pane.
   */
  function again(tile: Tile, answer: Answer): void {
    const wait = answer === 'late' ? waits.at(-1) : waits[tile.calm]
    if (answer !== 'gone' && wait !== undefined) want(tile, performance.now() + wait)
  }

  function want(tile: Tile, at: number): void {
    tile.due = Math.min(tile.due ?? Number.POSITIVE_INFINITY, at)
  }

  function wake(panes: readonly string[]): void {
    for (const pane of panes) {
      const tile = tiles.get(pane)
      if (!tile || pane === leftOut) continue
      if (tile.due === null && !looking) tile.calm = -1
      // A pane that prints without pause is captured at intervals, not continuously.
      want(tile, Math.max(performance.now(), tile.looked + soon))
    }
    arm()
  }

  return {
    watch(panes) {
      tiles = new Map(panes.map(pane => [pane, tiles.get(pane) ?? newTile(pane)]))
      arm()
    },
    leaveOut(pane) {
      const before = leftOut === null ? undefined : tiles.get(leftOut)
      leftOut = pane
      // While `createLivePane` captured this pane, its tile was not updated, so the screen in the tile is out of date.
      if (before && before.pane !== pane) Object.assign(before, newTile(before.pane))
      arm()
    },
    wake,
    found(sessions) {
      if (client.pushed || tiles.size === 0) return
      const before = figures
      figures = new Map(sessions.flatMap(each => each.panes).map(pane => [pane.id, figureOf(pane)]))
      wake([...figures.keys()].filter(pane => figures.get(pane) !== before.get(pane)))
    },
    stop() {
      stopped = true
      if (timer) clearTimeout(timer)
      timer = null
    },
  }
}

function newTile(pane: string): Tile {
  const reader = createScreenReader()
  return { pane, reader, last: null, due: performance.now(), looked: -Infinity, calm: 0 }
}

function read({ reader }: Tile, [facts, bytes]: readonly Buffer[]): Screen {
  return toScreen(facts, reader.read(bytes ?? Buffer.alloc(0)))
}

function isGone(error: unknown): boolean {
  return (
    error instanceof FailureError &&
    (error.failure.kind === 'missing' || error.failure.kind === 'remote')
  )
}

/** A value that changes when a pane changes. */
function figureOf(pane: Session['panes'][number]): string {
  return `${pane.activity} ${pane.history} ${pane.dead ? 'dead' : ''}`
}
