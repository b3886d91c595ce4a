import { FailureError } from '../../state/model/failure.ts'
import type { Session } from '../../state/model/fleet.ts'
import type { Screen } from '../../state/model/live-pane.ts'
import type { TmuxClient } from './client.ts'
import { capture } from './command.ts'
import { sameScreen, toScreen } from './live-pane.ts'
import { createScreenReader, type ScreenReader } from './screen.ts'

/**
 * Milliseconds after which a pane that has moved is looked at again: the first for as long as it goes on changing,
 * the next ones while it does not; after the last it waits to be told. In all they are longer than the second in
 * which tmux tells of no other change that leaves the cursor where it was.
 */
const PUSHED = [120, 250, 650]
/** Where each look is a process on the host. */
const SWEPT = [1000, 2000]
/** Looks of one host take at most one part in so many of the time: a slow link is not filled with them. */
const SHARE = 3

export interface MultiCapture {
  /** These panes show, and no others. */
  watch(panes: readonly string[]): void
  /** This one is followed by somebody else, who tells of it; null: none is. */
  leaveOut(pane: string | null): void
  /** These printed, or something of them moved. */
  wake(panes: readonly string[]): void
  /** The sessions as they were just listed: where nothing is pushed, it tells who moved. */
  found(sessions: readonly Session[]): void
  stop(): void
}

interface Tile {
  readonly pane: string
  readonly reader: ScreenReader
  last: Screen | null
  /** When it is looked at again, by the monotonic clock; null: when it is told to have moved. */
  due: number | null
  looked: number
  /** How often it was looked at since it changed, without that look. */
  calm: number
}

/** What came of a look: the screen, or why there is none. */
type Answer = Screen | 'gone' | 'late'

export type Shown = readonly { readonly pane: string; readonly screen: Screen }[]

/**
 * Shows many panes of one server at once, over the client that is there anyway. Panes that moved are captured
 * together, one question on its way at a time; where nothing moves nothing is asked and no timer runs.
 */
export function createMultiCapture(options: {
  readonly client: TmuxClient
  readonly shown: (screens: Shown) => void
  readonly failed: (error: unknown) => void
}): MultiCapture {
  const { client } = options
  const waits = client.pushed ? PUSHED : SWEPT
  const [soon = 0] = waits
  let tiles = new Map<string, Tile>()
  let figures = new Map<string, string>()
  let leftOut: string | null = null
  let timer: NodeJS.Timeout | null = null
  let free = 0
  let looking = false
  let stopped = false

  /** One timer, for the first that is due; none while a question is on its way. */
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
    // Whoever is due soon comes along: fewer questions, and fewer frames.
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

  /** All in one line. An error ends a line of tmux early: then each is asked by itself, to find who is gone. */
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

  /** Late and lost show on the link itself. */
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

  /** One that has gone shows what it showed last, until the list of sessions tells so. */
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
      // Whoever prints without end is not looked at without end.
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
      // What was told of it meanwhile was not told by us.
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

/** What tells that a pane moved. */
function figureOf(pane: Session['panes'][number]): string {
  return `${pane.activity} ${pane.history} ${pane.dead ? 'dead' : ''}`
}
