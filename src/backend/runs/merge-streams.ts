import { readNote } from '../../state/runs/reader/note.ts'
import type { Line } from '../../state/runs/reader/run-reader.ts'

/** Sizes in bytes of a run's two streams at one moment. */
export interface Sizes {
  readonly out: number
  readonly err: number
}

export interface Merger {
  add(line: Line): void
  /** Must be called with the number of bytes of each stream that were read so far, incomplete lines included. */
  hear(read: Sizes): void
  /** Whether all bytes that existed when reading began were read, and their complete lines emitted. */
  readonly isCaughtUp: boolean
}

/** A line of standard error, and the number of bytes of output that come before it. */
interface Placed {
  readonly line: Line
  readonly place: number
}

/**
 * Merges the lines of a run's two streams into one order. A note in standard error contains the size of the output when
 * the note was written, and is emitted after that many bytes of output. Output is held back until all notes that
 * existed when reading began have been read. A line that is not complete yet holds up nothing: an agent may show its
 * progress for an hour without ending the line.
 */
export function createMerger(
  mark: string,
  from: Sizes,
  there: Sizes,
  take: (line: Line) => void,
): Merger {
  const out = createQueue<Line>()
  const err = createQueue<Placed>()
  let heard = from
  let takenOut = from.out

  /** The line to emit next; undefined: not known before more of stdout or stderr is read. */
  function next(): Line | undefined {
    const note = err.first()
    const line = out.first()
    if (!note) return heard.err >= there.err ? out.shift() : undefined
    if (takenOut >= note.place) return err.shift()?.line
    // The note (a line of standard error) was written when the output had `note.place` bytes. An output line that ends
    // after this position was not complete at that time, so the note comes first.
    if (!line) return undefined
    return line.end > note.place ? err.shift()?.line : out.shift()
  }

  function takeAll(): void {
    for (let each = next(); each; each = next()) {
      if (each.source === 'stdout') takenOut = each.end
      take(each)
    }
  }

  function placeOf(text: string): number {
    const note = readNote(text, mark)
    return note && 'size' in note ? note.size : 0
  }

  return {
    add(line) {
      if (line.source === 'stdout') {
        out.push(line)
        heard = { ...heard, out: Math.max(heard.out, line.end) }
      } else {
        err.push({ line, place: placeOf(line.text) })
        heard = { ...heard, err: Math.max(heard.err, line.end) }
      }
      takeAll()
    },
    hear(read) {
      heard = read
      takeAll()
    },
    get isCaughtUp() {
      return heard.out >= there.out && heard.err >= there.err
    },
  }
}

/** A queue whose `shift` does not move the remaining items: a run may have a million lines waiting. */
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
