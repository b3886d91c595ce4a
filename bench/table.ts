import { figureText, goalText, ratioText } from './figure.ts'
import { type Row, verdictOf } from './row.ts'

const HEADS = ['what', 'fleetmux', 'the other', '', 'ratio', 'goal', ''] as const
/** Columns of figures: these stand at the right. */
const RIGHT = new Set([1, 3, 4, 5])
const GAP = '  '
/** What is left of a column of words, at least. */
const NAME = 16

/** The cells of one row, as `HEADS` names them: the third and fourth are the other's name and figure. */
export function cellsOf(row: Row): readonly string[] {
  if ('why' in row) return [row.what, '', '', '', '', '', row.kind]
  const { what, ours, unit, other, goal } = row
  return [
    what,
    figureText(ours, unit),
    other?.name ?? '',
    other ? figureText(other.figure, unit) : '',
    ratioText(row),
    goalText(goal, unit),
    verdictOf(row),
  ]
}

/** Plain text. A row without a figure gives its reason on a line of its own. No line passes `columns`. */
export function tableText(rows: readonly Row[], columns = 120): string {
  const cells = [HEADS, ...rows.map(cellsOf)]
  const wide = HEADS.map((_, at) => Math.max(...cells.map(row => row[at]?.length ?? 0)))
  const widths = fit(wide, columns)
  const lines = [HEADS, HEADS.map((_, at) => '-'.repeat(widths[at] ?? 0))].map(row =>
    lineOf(row, widths),
  )
  for (const row of rows) {
    lines.push(lineOf(cellsOf(row), widths))
    if ('why' in row) lines.push(cut(`    ${row.why}`, columns))
  }
  return `${lines.join('\n')}\n`
}

/** The two columns of words give way where the sum is too wide: the other's name first. */
function fit(wide: readonly number[], columns: number): number[] {
  const [what = 0, , name = 0] = wide
  const over = Math.max(
    0,
    wide.reduce((sum, width) => sum + width + GAP.length, -GAP.length) - columns,
  )
  const fromName = Math.min(over, Math.max(0, name - NAME))
  const fromWhat = Math.min(over - fromName, Math.max(0, what - NAME))
  return wide.with(2, name - fromName).with(0, what - fromWhat)
}

function lineOf(cells: readonly string[], widths: readonly number[]): string {
  const padded = widths.map((width, at) => {
    const text = cut(cells[at] ?? '', width)
    return RIGHT.has(at) ? text.padStart(width) : text.padEnd(width)
  })
  return padded.join(GAP).trimEnd()
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`
}
