import { FailureError } from '../../model/failure.ts'
import { type Clean, clean } from '../../text/clean.ts'

/** Maximum number of errors that are reported at once. */
const MOST = 20

/** An error in a file, with its position. */
export interface FileError {
  readonly line: number
  readonly column: number
  readonly text: string
}

/** The errors in a file: the message has the first one, `lines` has all with their positions. */
export class BenchmarkFileError extends FailureError {
  /** `FILE:LINE:COLUMN: what`, in the order of the file. */
  readonly lines: readonly Clean[]

  constructor(file: string, errors: readonly FileError[]) {
    const sorted = errors.toSorted(
      (one, other) => one.line - other.line || one.column - other.column,
    )
    const lines = sorted
      .slice(0, MOST)
      .map(({ line, column, text }) => clean(`${file}:${line}:${column}: ${text}`))
    const [first = clean(file)] = lines
    const more = sorted.length > 1 ? ` The file has ${sorted.length} errors.` : ''
    super({ kind: 'usage', what: first, hint: `Correct the file (docs/benchmarks.md).${more}` })
    this.lines = lines
  }
}
