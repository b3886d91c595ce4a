import { width as cellsOf } from '../../../state/text/text.ts'
import { MOST_CELLS } from '../rule.ts'

/** Minimum width of a screen whose last column may be a scrollbar. */
const WIDTH = 20
/** Minimum number of rows of a scrollbar. */
const ROWS = 3
const THUMB = '█▐▓▀▄┃'
const TRACK = '│┆┊║'
const TRACK_END = /[│┆┊║](?<after>(?:\x1b\[[\d;:]*m|\s)*)$/u

/**
 * Removes the track of a scrollbar that is drawn with the side of a box: the last column holds nothing but the track and
 * at least one cell of the thumb. (`plainLine` removes the thumb, row by row.)
 */
export function withoutTrack(lines: readonly string[]): readonly string[] {
  const plain = lines.map(line => line.replace(/\x1b\[[\d;:]*m/g, '').trimEnd())
  const widths = plain.map(line => cellsOf(line.slice(0, MOST_CELLS)))
  const width = widths.reduce((most, each) => Math.max(most, each), 0)
  const ends = plain.flatMap((line, at) => (widths[at] === width ? [line.at(-1) ?? ''] : []))
  const isBar =
    width > WIDTH &&
    ends.length >= ROWS &&
    ends.every(end => THUMB.includes(end) || TRACK.includes(end)) &&
    ends.some(end => THUMB.includes(end))
  if (!isBar) return lines
  return lines.map((line, at) =>
    widths[at] === width ? line.replace(TRACK_END, '$<after>') : line,
  )
}
