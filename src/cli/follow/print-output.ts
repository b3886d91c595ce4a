import { isReached } from '../../state/hosts/link-text.ts'
import { type Failure, toFailure } from '../../state/model/failure.ts'
import type { Screen } from '../../state/model/live-pane.ts'
import type { State } from '../../state/model/state.ts'
import { type Advance, advanceTail, beginTail, incompleteRow } from '../../state/output/tail.ts'
import { waitUntil } from '../../state/wait-until.ts'
import { pause } from '../command/wait.ts'
import { downText } from '../print/down-text.ts'
import type { ResolvedTarget } from '../recipients/resolve-target.ts'
import { followPane } from './follow-pane.ts'
import { missedLines } from './missed-lines.ts'

/** Time in milliseconds after which an unfinished line is printed, since it may be a question. */
const REST = 300
/** Minimum time between two prints of a redrawn screen, in milliseconds. */
const REDRAWN = 1000

export interface LineSink {
  readonly line: (line: string) => Promise<void>
  readonly say: (text: string) => void
}

/**
 * Prints the output of a pane until the pane is gone. Resolves with the failure that says why it is gone; a lost
 * connection does not end it. `first` is the screen that is already printed.
 */
export async function stream(
  picked: ResolvedTarget,
  first: Screen,
  sink: LineSink,
): Promise<Failure> {
  const failure = await streamUntil(picked, first, sink, new Promise(() => {}))
  if (failure) return failure
  throw new Error('fleetmux stopped reading the output unexpectedly')
}

/**
 * Prints the output of a pane, after the screen `first`, which is already printed. If the pane is gone, resolves with
 * the failure. When `end` resolves, reads the screen once more, prints the rest, and resolves with null.
 */
export async function streamUntil(
  picked: ResolvedTarget,
  first: Screen,
  sink: LineSink,
  end: Promise<unknown>,
): Promise<Failure | null> {
  const { store } = picked.fleet
  const stop = store.subscribe(tellLink(picked, sink))
  const final = end.then(() => lastLook(picked))
  const print = createPrinter(picked, first, sink)
  try {
    for (;;) {
      const coming = waitUntil(store, state => newsOf(state, print.last()), print.patience())
      const news = await Promise.race([coming, final])
      if (!news) await print.rest()
      else if ('failure' in news) return news.failure
      else {
        await print.screen(news.screen)
        if (!news.isLast) continue
        await print.rest()
        return null
      }
    }
  } finally {
    stop()
  }
}

interface Printer {
  /** The newest capture of the pane whose new lines were printed. */
  last(): Screen
  /** Time in milliseconds without a new screen after which an unfinished line is printed. */
  patience(): number
  /** Prints the new lines of a capture of the pane. */
  screen(screen: Screen): Promise<void>
  /** Prints the unfinished line, if there is one. */
  rest(): Promise<void>
}

function createPrinter(picked: ResolvedTarget, first: Screen, sink: LineSink): Printer {
  const { store } = picked.fleet
  const once = sayOnce(sink)
  let tail = beginTail(first)
  let last = first
  let drawn = Number.NEGATIVE_INFINITY

  /**
   * Finds what is new on the screen. A screen that was redrawn is read again later, at most once in `REDRAWN`
   * milliseconds.
   */
  async function newOn(screen: Screen): Promise<Advance> {
    last = screen
    const next = advanceTail(tail, last)
    if (!next.redrawn) return next
    await pause(drawn + REDRAWN - performance.now())
    last = store.getState().output.screen ?? last
    drawn = performance.now()
    return advanceTail(tail, last)
  }

  return {
    last: () => last,
    patience: () => (incompleteRow(tail, last) ? REST : Number.POSITIVE_INFINITY),
    async screen(screen) {
      const next = await newOn(screen)
      for (const line of await missedLines(picked, tail, next, once)) await sink.line(line)
      for (const line of next.lines) await sink.line(line)
      tail = next.tail
    },
    async rest() {
      const unfinished = incompleteRow(tail, last)
      if (!unfinished) return
      await sink.line(unfinished.line)
      tail = unfinished.tail
    },
  }
}

type News = { readonly failure: Failure } | { readonly screen: Screen; readonly isLast?: true }

async function lastLook(picked: ResolvedTarget): Promise<News> {
  try {
    return { screen: await followPane(picked), isLast: true }
  } catch (thrown) {
    return { failure: toFailure(thrown, picked.target.host) }
  }
}

function newsOf({ output: { failure, screen } }: State, last: Screen): News | null {
  if (failure) return { failure }
  return screen && screen !== last ? { screen } : null
}

function sayOnce({ say }: LineSink): () => void {
  let said = false
  return () => {
    if (!said) say('The program prints faster than tmux can keep lines, so some lines were missed.')
    said = true
  }
}

/** Prints a line when the connection drops, and a line when it is back. */
export function tellLink(
  { fleet, target }: ResolvedTarget,
  { say }: Pick<LineSink, 'say'>,
): () => void {
  let lost = false
  return () => {
    const host = fleet.store.getState().hosts.get(target.host)
    if (!host) return
    if (!lost && host.link.state === 'down') {
      lost = true
      if (host.link.failure) say(downText({ ...host.link.failure, host: target.host }))
    } else if (lost && isReached(host)) {
      lost = false
      say(`${target.host} is connected again.`)
    }
  }
}
