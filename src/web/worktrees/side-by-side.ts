import { counted } from '../../state/text/counted.ts'

/** One row of a side-by-side diff; null: that side is empty. */
export interface DiffRow {
  readonly kind: 'file' | 'hunk' | 'same' | 'changed'
  readonly left: string | null
  readonly right: string | null
  /** Line number in the old file. */
  readonly leftAt: number | null
  /** Line number in the new file. */
  readonly rightAt: number | null
}

/**
 * Maximum number of rows of one diff, because more rows would make the page slow. A last row gives the number of lines
 * that were left out.
 */
const MOST_ROWS = 20_000

/** Pairs removed lines with the lines added in their place. */
export function sideBySide(diff: string): readonly DiffRow[] {
  const rows: DiffRow[] = []
  let removed: string[] = []
  let added: string[] = []
  let [leftAt, rightAt] = [0, 0]
  let isInHunk = false

  function flush(): void {
    for (let at = 0; at < Math.max(removed.length, added.length); at++) {
      const [left = null, right = null] = [removed[at], added[at]]
      rows.push({
        ...{ kind: 'changed', left, right },
        leftAt: left === null ? null : leftAt++,
        rightAt: right === null ? null : rightAt++,
      })
    }
    removed = []
    added = []
  }

  const lines = diff.replace(/\n$/, '').split('\n')
  let read = 0
  for (const line of lines) {
    if (rows.length > MOST_ROWS) break
    read++
    const mark = line[0]
    if (isInHunk && mark === '-') removed.push(line.slice(1))
    else if (isInHunk && mark === '+') added.push(line.slice(1))
    else {
      flush()
      const [, left, right] = /^@@ -(\d+)\S* \+(\d+)\S* @@/.exec(line) ?? []
      if (left !== undefined) {
        ;[leftAt, rightAt] = [Number(left), Number(right)]
        isInHunk = true
        rows.push({ kind: 'hunk', left: line, right: null, leftAt: null, rightAt: null })
      } else if (isInHunk && (mark === ' ' || line === '')) {
        const text = line.slice(1)
        rows.push({ kind: 'same', left: text, right: text, leftAt: leftAt++, rightAt: rightAt++ })
      } else if (line.startsWith('diff --git ')) {
        isInHunk = false
        const name = / b\/(.*)$/.exec(line)?.[1] ?? line
        rows.push({ kind: 'file', left: name, right: null, leftAt: null, rightAt: null })
      }
    }
  }
  flush()
  const left = lines.length - read
  if (left > 0) {
    const text = `${counted(left, 'more line')} of the diff: see \`fleetmux work diff\``
    rows.push({ kind: 'hunk', left: text, right: null, leftAt: null, rightAt: null })
  }
  return rows
}
