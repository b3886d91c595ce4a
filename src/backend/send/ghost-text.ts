import { readEscapes } from '../../state/text/escape.ts'
import { restyle, type Style } from '../../state/text/style.ts'

/** An RGB colour counts as grey if its parts differ by at most `apart` and none is brighter than `brightest`. */
const GREY = { apart: 12, brightest: 190 }

/**
 * One row of a screen in two forms of equal length: `plain` as shown, and `solid` with spaces instead of suggestions
 * and placeholders, which programs print faint or in grey.
 */
export interface InkedRow {
  readonly plain: string
  readonly solid: string
}

export function inkedRow(line: string): InkedRow {
  const runs: { text: string; style: Style }[] = []
  let style: Style = ''
  readEscapes(line, {
    text: text => runs.push({ text, style }),
    sgr: parameters => {
      style = restyle(style, parameters)
    },
  })
  const solid = runs.map((run, index) =>
    isGhost(run, runs[index + 1]) ? blank(run.text) : run.text,
  )
  return { plain: runs.map(run => run.text).join(''), solid: solid.join('') }
}

/**
 * Whether the text is a suggestion or placeholder. A program may draw its own cursor as one inverse cell on the
 * placeholder's first character.
 */
function isGhost(
  { text, style }: { text: string; style: Style },
  next?: { style: Style },
): boolean {
  if (isFaint(style)) return true
  const isCursor = marksOf(style).includes('7') && [...text].length === 1
  return isCursor && next !== undefined && isFaint(next.style)
}

function isFaint(style: Style): boolean {
  if (marksOf(style).includes('2')) return true
  const [, indexed] = /(?:^|;)38;5;(\d+)/.exec(style) ?? []
  if (indexed !== undefined) return indexed === '8' || isBetween(Number(indexed), 236, 250)
  const [, ...parts] = /(?:^|;)38;2;(\d+);(\d+);(\d+)/.exec(style) ?? []
  if (parts.length === 3) return isGrey(parts.map(Number))
  return /(?:^|;)90(?:;|$)/.test(style.replace(/(?:^|;)48;[25](?:;\d+)+$/, ''))
}

/** The attributes of a style (such as bold or faint), which precede its colours. */
function marksOf(style: Style): readonly string[] {
  return (style.split(/(?:^|;)(?:[34]8;|[349]\d(?:;|$)|10\d)/)[0] ?? '').split(';')
}

function isGrey(parts: readonly number[]): boolean {
  const [least, most] = [Math.min(...parts), Math.max(...parts)]
  return most - least <= GREY.apart && most <= GREY.brightest && most > 0
}

function isBetween(number: number, least: number, most: number): boolean {
  return number >= least && number <= most
}

function blank(text: string): string {
  return ' '.repeat(text.length)
}
