import { readNote } from '../../state/runs/reader/note.ts'
import type { Line } from '../../state/runs/reader/run-reader.ts'

/** Sizes in bytes of a run's two streams at one moment. */
export interface Sizes {
  readonly out: number
  readonly err: number
}

/** A line of standard error, and the number of bytes of output that come before it. */
interface Placed {
  readonly line: Line
  readonly place: number
}

/**
 * Merges the lines of a run's two streams into one order. A note in standard error contains the size of the output when
 * the note was written, and is emitted after that many bytes of output. Output is held back until all notes that
 * existed when reading began have been read.
 */
export function createMerger(
  mark: string,
  from: Sizes,
  there: Sizes,
  take: (line: Line) => void,
): { add(line: Line): void; readonly isCaughtUp: boolean } {
  const out = createQueue<Line>()
  const err = createQueue<Placed>()
  let readErr = from.err
  let takenOut = from.out
  let takenErr = from.err

  /** The line that comes next; undefined: it cannot be known yet. */
  function next(): Line | undefined {
    const note = err.first()
    const line = out.first()
    if (!note) return readErr >= there.err ? out.shift() : undefined
    if (takenOut >= note.place) return err.shift()?.line
    // An output line that ends after the note's position also began before it, so the note is emitted first.
    if (!line) return undefined
    return line.end > note.place ? err.shift()?.line : out.shift()
  }

  function placeOf(text: string): number {
    const note = readNote(text, mark)
    return note && 'size' in note ? note.size : 0
  }

  return {
    add(line) {
      if (line.source === 'stdout') out.push(line)
      else {
        err.push({ line, place: placeOf(line.text) })
        readErr = line.end
      }
      for (let each = next(); each; each = next()) {
        if (each.source === 'stdout') takenOut = each.end
        else takenErr = each.end
        take(each)
      }
    },
    get isCaughtUp() {
      return takenOut >= there.out && takenErr >= there.err
    },
  }
}

/** A queue whose `shift` does not move the items behind: a run may have a million lines waiting. */
function createQueue<T>() {
  let items: T[] = []
  let at = 0
  return {
    push: (item: T): void => void items.push(item),
    first: (): T | undefined => items[at],
    shift(): T | undefined {
      const item = items[at++]
      if (at >= items.length) {
        items = []
        at = 0
      }
      return item
    },
  }
}
