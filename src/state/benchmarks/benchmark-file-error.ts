import { FailureError } from '../model/failure.ts'
import { type Clean, clean } from '../text/clean.ts'

/** Errors that are told at once: whoever mends a file wants more than the first, and no flood. */
const MOST = 20

/** One error in a file, where a person finds it. */
export interface FileError {
  readonly line: number
  readonly column: number
  readonly text: string
}

/** What is wrong in a file: the first error in words, and all of them where a person finds them. */
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
    const more = sorted.length > 1 ? ` There are ${sorted.length} errors in it.` : ''
    super({ kind: 'usage', what: first, hint: `Mend that (docs/benchmarks.md).${more}` })
    this.lines = lines
  }
}
