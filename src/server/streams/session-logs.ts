import type { Fleet } from '../../state/fleet-handle.ts'
import { FailureError } from '../../state/model/failure.ts'
import { paneKey, type Screen } from '../../state/model/live-pane.ts'
import type { Target } from '../../state/model/target.ts'
import { findMissed } from '../../state/output/missed-lines.ts'
import { type Advance, advanceTail, beginTail, type Tail } from '../../state/output/tail.ts'
import { strip } from '../../state/text/text.ts'
import { createEventRing, type EventRing } from './event-ring.ts'
import type { PaneWatch } from './pane-watch.ts'

/** Maximum number of lines fetched at once, if more lines were printed than the screen has. */
const MOST = 10_000
/** Number of lines to fetch beyond those known to be missed, because the program prints more before tmux answers. */
const MEANWHILE = 1000
/** Time for which a log continues without readers, which may reconnect, in milliseconds. */
const PATIENCE = 60_000

/** The output of sessions line by line, as long as it has readers. */
export interface SessionLogs {
  /** Adds a reader. `ended` is called when the session has ended and all lines are delivered. */
  open(target: Target, ended: () => void): { readonly events: EventRing; close(): void }
  close(): void
}

interface Log {
  readonly events: EventRing
  readonly readers: Set<() => void>
  stop: () => void
  isOver: boolean
  timer?: NodeJS.Timeout
}

export function createSessionLogs(options: {
  readonly panes: PaneWatch
  readonly requests: Fleet['requests']
  readonly run: string
  readonly now: () => number
}): SessionLogs {
  const { panes, requests, run, now } = options
  const logs = new Map<string, Log>()
  let count = 0

  function begin(target: Target): Log {
    const key = paneKey(target)
    const log: Log = {
      events: createEventRing(`${run}.${++count}`),
      readers: new Set(),
      stop() {},
      isOver: false,
    }
    const tell: Tell = (type, data) =>
      log.events.add({ type, data, timestamp: new Date(now()).toISOString() })
    const printer = createPrinter(requests, target, tell)
    logs.set(key, log)
    const stop = panes.watch(target, {
      shown: printer.print,
      async gone() {
        await printer.settled()
        tell('complete', 'The session has ended.')
        log.isOver = true
        logs.delete(key)
        for (const ended of [...log.readers]) ended()
      },
    })
    log.stop = () => {
      stop()
      logs.delete(key)
    }
    return log
  }

  return {
    open(target, ended) {
      const log = logs.get(paneKey(target)) ?? begin(target)
      clearTimeout(log.timer)
      log.readers.add(ended)
      return {
        events: log.events,
        close() {
          log.readers.delete(ended)
          if (log.readers.size > 0 || log.isOver) return
          log.timer = setTimeout(log.stop, PATIENCE)
          log.timer.unref()
        },
      }
    },
    close() {
      for (const log of [...logs.values()]) {
        clearTimeout(log.timer)
        log.stop()
      }
    },
  }
}

type Tell = (type: 'stdout' | 'status' | 'complete', data: string) => void

/** Emits the new lines of each capture of a pane in order, and the lines that scrolled past between two captures. */
function createPrinter(
  requests: Fleet['requests'],
  target: Target,
  tell: Tell,
): { readonly print: (screen: Screen) => void; readonly settled: () => Promise<void> } {
  let tail: Tail | null = null
  /** The newest screen that is not processed yet. Earlier ones are skipped: their lines come from the scrollback. */
  let next: Screen | null = null
  let turn: Promise<void> | null = null
  const line = (text: string) => tell('stdout', strip(text).trimEnd())

  async function print(screen: Screen): Promise<void> {
    if (!tail) {
      tail = beginTail(screen)
      for (const text of screen.lines.slice(0, tail.done + 1)) line(text)
      return
    }
    const before: Tail = tail
    const next = advanceTail(before, screen)
    tail = next.tail
    for (const text of await missed(before, next)) line(text)
    for (const text of next.lines) line(text)
  }

  async function missed(before: Tail, next: Advance): Promise<readonly string[]> {
    if (next.missed === 0) return []
    const lines = Math.min(next.missed + MEANWHILE, MOST)
    const looked = await requests.readPane(target, { lines }).catch(unlessFailed)
    const found = looked && findMissed(looked, before, next.tail)
    if (!found)
      tell(
        'status',
        'The program prints faster than tmux can keep lines, so some lines were missed.',
      )
    return found ?? []
  }

  async function printAll(): Promise<void> {
    for (let screen = next; screen; screen = next) {
      next = null
      await print(screen)
    }
    turn = null
  }

  return {
    print(screen) {
      next = screen
      turn ??= printAll()
    },
    settled: async () => void (await turn),
  }
}

/** Ignores a FailureError, since the host may be down: the missed lines are lost, but clients get the later lines. */
function unlessFailed(thrown: unknown): null {
  if (thrown instanceof FailureError) return null
  throw thrown
}
