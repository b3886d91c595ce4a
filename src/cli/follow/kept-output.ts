import type { Fleet, OutputPiece } from '../../state/fleet-handle.ts'
import { FailureError, sentence } from '../../state/model/failure.ts'
import type { Screen } from '../../state/model/live-pane.ts'
import type { State } from '../../state/model/state.ts'
import type { SessionRecord } from '../../state/model/tracked-session.ts'
import { when } from '../../state/when.ts'
import type { Call } from '../command/command.ts'
import { pause } from '../command/wait.ts'

/** Milliseconds between two reads. */
const PACE = 300
/** Milliseconds after which an unfinished line is printed: it may be a question. */
const REST = 1000
/** Milliseconds between two tries while the host cannot be asked. */
const AGAIN = 2000
/** Milliseconds to try after the end of the session. */
const PATIENCE = 60_000

/** How much has been printed. */
interface Printed {
  readonly offset: number
  /** The unfinished line at that place, and where it ends. */
  readonly rest: readonly string[]
  readonly end: number
}

export interface KeptOutput {
  /** Prints until `ended`, then the rest. A change of the followed screen shows that there is more to read. */
  print(ended: Promise<unknown>): Promise<void>
}

/**
 * Prints all output of an `exec` once and in order, from the file that its host keeps. So nothing is missed when the
 * session prints faster than its screen can be read, or while the host cannot be reached. Null: there is no such file.
 */
export async function keptOutput(
  call: Call,
  fleet: Fleet,
  record: SessionRecord,
): Promise<KeptOutput | null> {
  const { requests, store } = fleet
  const read = (from: number) => requests.readOutput(record, from)
  const first = await read(0)
  if (!first) return null
  let printed: Printed = { offset: 0, rest: [], end: 0 }

  /** Prints a piece and all pieces behind it. */
  async function printFrom(piece: OutputPiece | null): Promise<void> {
    for (let next = piece; next; ) {
      if (next.skipped > 0) call.say(skippedWords(next.skipped))
      for (const line of next.lines) await call.print(line)
      printed = { offset: next.next, rest: next.rest, end: next.end }
      next = next.isAll ? null : await read(printed.offset)
    }
  }

  async function printRest(): Promise<void> {
    for (const line of printed.rest) await call.print(line)
    printed = { offset: printed.end, rest: [], end: printed.end }
  }

  /** Whether the host answered. */
  async function more(): Promise<boolean> {
    try {
      await printFrom(await read(printed.offset))
      return true
    } catch (thrown) {
      if (thrown instanceof FailureError) return false
      throw thrown
    }
  }

  /** Reads until two reads in a row find the same end: the last output may still be on its way into the file. */
  async function printLast(): Promise<void> {
    const until = performance.now() + PATIENCE
    for (;;) {
      const { end } = printed
      await pause(PACE)
      try {
        await printFrom(await read(printed.offset))
        if (printed.end === end) return await printRest()
      } catch (thrown) {
        if (!(thrown instanceof FailureError)) throw thrown
        if (performance.now() > until) return call.say(unreadWords(sentence(thrown.failure)))
        await pause(AGAIN)
      }
    }
  }

  return {
    async print(ended) {
      let isOver = false
      const end = ended.then(() => {
        isOver = true
      })
      let screen = store.getState().output.screen
      await printFrom(first)
      for (let isUp = true; !isOver; ) {
        const patience = !isUp ? AGAIN : printed.rest.length > 0 ? REST : Number.POSITIVE_INFINITY
        const news = await Promise.race([when(store, newsAfter(screen), patience), end])
        if (isOver) break
        if (!news && isUp) await printRest()
        screen = store.getState().output.screen
        isUp = await more()
        await Promise.race([pause(PACE), end])
      }
      await printLast()
    },
  }
}

function newsAfter(last: Screen | null): (state: State) => Screen | null {
  return ({ output: { screen } }) => (screen && screen !== last ? screen : null)
}

function skippedWords(bytes: number): string {
  const amount = bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${Math.ceil(bytes / 1e6)} MB`
  return `It prints faster than can be shown: ${amount} are left out here. All of it comes home with the results.`
}

function unreadWords(why: string): string {
  return `The rest of the output could not be read: ${why}`
}
