import { readNote } from '../../state/runs/reader/note.ts'
import type { Line } from '../../state/runs/reader/run-reader.ts'

/** Sizes in bytes of a run's two streams at one moment. */
export interface Sizes {
  readonly out: number
  readonly err: number
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
  const out: Line[] = []
  const err: Line[] = []
  let read = from
  let taken = from

  function next(): Line | undefined {
    const [note] = err
    if (!note) return read.err >= there.err ? out.shift() : undefined
    if (taken.out >= placeOf(note)) return err.shift()
    const [line] = out
    // An output line that ends after the note's position also began before it, so the note is emitted first.
    if (!line) return undefined
    return line.end > placeOf(note) ? err.shift() : out.shift()
  }

  function placeOf({ text }: Line): number {
    const note = readNote(text, mark)
    return note && 'size' in note ? note.size : 0
  }

  return {
    add(line) {
      if (line.source === 'stdout') out.push(line)
      else err.push(line)
      read = line.source === 'stdout' ? { ...read, out: line.end } : { ...read, err: line.end }
      for (let each = next(); each; each = next()) {
        if (each.source === 'stdout') taken = { ...taken, out: each.end }
        else taken = { ...taken, err: each.end }
        take(each)
      }
    },
    get isCaughtUp() {
      return taken.out >= there.out && taken.err >= there.err
    },
  }
}
