import type { Fleet, OutputPiece } from '../../state/fleet-handle.ts'
import { FailureError, sentence } from '../../state/model/failure.ts'
import type { Screen } from '../../state/model/live-pane.ts'
import type { State } from '../../state/model/state.ts'
import type { SessionRecord } from '../../state/model/tracked-session.ts'
import { waitUntil } from '../../state/wait-until.ts'
import type { Call } from '../command/command.ts'
import { pause } from '../command/wait.ts'

/** Time between two reads of the file on the host in which a session's output is stored, in milliseconds. */
const PACE = 300
/**
 * Time in milliseconds without a change of the session's screen after which an unfinished line is printed, since it may
 * be a question.
 */
const REST = 1000
/** Time between two attempts to read the stored output while the host cannot be reached, in milliseconds. */
const AGAIN = 2000
/** Time for reading the rest of the output after the end of the session, in milliseconds. */
const PATIENCE = 60_000

/** How much of the file with the session's output was printed. Offsets are in bytes. */
interface Printed {
  readonly offset: number
  /** The unfinished line that begins at `offset` and is not printed yet; empty: there is none. */
  readonly rest: readonly string[]
  /** Byte offset up to which the file was read: where the unfinished line ends so far. */
  readonly end: number
}

export interface KeptOutput {
  /**
   * Prints the session's output until `ended` resolves, then prints the rest. Reads the output file again whenever the
   * session's screen changes.
   */
  print(ended: Promise<unknown>): Promise<void>
}

/**
 * Prints all output of an `exec` session once and in order, from the output file on the session's host. Nothing is
 * missed if the session prints faster than its screen can be read, or if the host is unreachable for a while. Resolves
 * with null if there is no such file.
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

  /** Prints a piece of the output file and all pieces after it. */
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

  /** Prints new output. Resolves with false if the host did not answer. */
  async function more(): Promise<boolean> {
    try {
      await printFrom(await read(printed.offset))
      return true
    } catch (thrown) {
      if (thrown instanceof FailureError) return false
      throw thrown
    }
  }

  /**
   * Reads the file with the session's output until it has not grown between two reads, since the last output may not be
   * in the file yet. If a read fails later than `PATIENCE` milliseconds after the session's end, gives up and says so.
   */
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
        if (performance.now() > until)
          return call.say(unreadWords(record.id, sentence(thrown.failure)))
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
        const news = await Promise.race([waitUntil(store, newsAfter(screen), patience), end])
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
  return `The session prints faster than its output can be shown, so ${amount} of output were skipped. The results of the session contain the complete log.`
}

function unreadWords(id: string, why: string): string {
  return `The rest of the output could not be read: ${why} The complete log comes with the results: \`fleetmux fetch ${id}\`.`
}
