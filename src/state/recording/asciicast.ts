import type { Screen } from '../model/live-pane.ts'

/** Recordings of screens in the format asciicast v2: a header, then one JSON line per change. */

/** The header line. `at`: epoch milliseconds. */
export function castHeader(
  screen: Pick<Screen, 'width' | 'height'>,
  title: string,
  at: number,
): string {
  const { width, height } = screen
  return JSON.stringify({ version: 2, width, height, timestamp: Math.floor(at / 1000), title })
}

/**
 * The event lines of an asciicast file for one change of a screen, `seconds` after the start of the recording. They
 * draw only the rows that differ, and set the cursor. Empty if nothing differs. `before` null: the first screen, which
 * is drawn completely.
 */
export function castEvents(before: Screen | null, after: Screen, seconds: number): string[] {
  const resized = before && (before.width !== after.width || before.height !== after.height)
  const known = resized ? null : before
  const rows = after.lines.slice(0, after.height)
  const changed = rows.flatMap((line, index) =>
    known?.lines[index] === line ? [] : [`\x1b[${index + 1};1H${line}\x1b[0m\x1b[K`],
  )
  const below = known && known.lines.length > rows.length ? clearBelow(rows.length) : ''
  const text = `${known ? '' : '\x1b[2J'}${changed.join('')}${below}`
  if (text === '' && sameCursor(before, after)) return []
  return [
    ...(resized ? [event(seconds, 'r', `${after.width}x${after.height}`)] : []),
    event(seconds, 'o', text + cursorTo(after)),
  ]
}

/** Text that a program prints, `seconds` after the start. */
export function castOutput(seconds: number, text: string): string {
  return event(seconds, 'o', text)
}

function event(seconds: number, kind: 'o' | 'r', data: string): string {
  return JSON.stringify([Number(seconds.toFixed(3)), kind, data])
}

function clearBelow(rows: number): string {
  return `\x1b[${rows + 1};1H\x1b[J`
}

/** Moves the cursor, or hides it if the program has hidden it. */
function cursorTo({ cursor }: Screen): string {
  return cursor ? `\x1b[?25h\x1b[${cursor.y + 1};${cursor.x + 1}H` : '\x1b[?25l'
}

function sameCursor(before: Screen | null, { cursor }: Screen): boolean {
  return before?.cursor?.x === cursor?.x && before?.cursor?.y === cursor?.y
}
