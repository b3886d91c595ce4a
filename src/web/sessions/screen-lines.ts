import { eachGlyph } from '../../state/text/glyph-width.ts'
import { restyle, type Style } from '../../state/text/style.ts'
import { width as cellsOf } from '../../state/text/text.ts'

const SGR = /\u001b\[[\d;:]*m/g

/** Turns lines of output into DOM nodes. Output of hosts is added to the page only as text, never as markup. */

/** A line with colours as nodes: one per sequence of equal style. Wide characters are in boxes of two cells. */
export function lineRuns(line: string): readonly Node[] {
  const nodes: Node[] = []
  let style: Style = ''
  for (const [, text = '', parameters] of line.matchAll(/([^\u001b]*)(?:\u001b\[([\d;:]*)m|$)/g)) {
    if (text !== '') nodes.push(...runs(text, style))
    if (parameters !== undefined) style = restyle(style, parameters)
  }
  return nodes
}

/** The number of columns for which a font size is chosen is a multiple of this, so that the size changes rarely. */
const STEP = 20
/** Minimum number of columns to which a shown screen's font is fitted: narrower text does not enlarge it further. */
const FEWEST = 40

/**
 * The number of columns that the lines use, rounded up to a multiple of `STEP`, and at most the width of the pane.
 * Never fewer than `before` (the last result), so that the font does not change its size with each line.
 */
export function usedColumns(
  { lines, width }: { readonly lines: readonly string[]; readonly width: number },
  before: number,
): number {
  if (before >= width) return width
  // No character is wider than two columns, so a line with at most half as many characters as `before` columns is not
  // wider than `before`, and need not be measured.
  const long = lines.filter(line => line.length * 2 > before)
  const longest = Math.max(0, ...long.map(line => cellsOf(line.replace(SGR, '').trimEnd())))
  return Math.min(width, Math.max(FEWEST, before, Math.ceil(longest / STEP) * STEP))
}

function runs(text: string, style: Style): readonly Node[] {
  const nodes: Node[] = []
  let plain = ''
  const flush = () => {
    if (plain !== '') nodes.push(run(plain, style))
    plain = ''
  }
  eachGlyph(text, (glyph, cells) => {
    if (cells !== 2) {
      plain += glyph
      return
    }
    flush()
    const box = run(glyph, style, true)
    nodes.push(box)
  })
  flush()
  return nodes
}

function run(text: string, style: Style, isWide = false): Node {
  if (style === '' && !isWide) return document.createTextNode(text)
  const element = document.createElement('span')
  element.textContent = text
  if (isWide) element.className = 'wide'
  if (style !== '') paint(element, style)
  return element
}

const MARKS: Readonly<Record<string, string>> = {
  1: 'bold',
  2: 'faint',
  3: 'italic',
  4: 'underline',
  9: 'struck',
}

function paint(element: HTMLElement, style: Style): void {
  const parts = style.split(';')
  let front: string | null = null
  let back: string | null = null
  let isInverse = false
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? ''
    const code = Number(part)
    if (code === 38 || code === 48) {
      const [colour, length] = extended(parts.slice(at + 1))
      if (code === 38) front = colour
      else back = colour
      at += length
    } else if (code === 7) isInverse = true
    else if (code >= 30 && code < 38) front = named(code - 30)
    else if (code >= 90 && code < 98) front = named(code - 82)
    else if (code >= 40 && code < 48) back = named(code - 40)
    else if (code >= 100 && code < 108) back = named(code - 92)
    else if (MARKS[part]) element.classList.add(MARKS[part])
  }
  if (isInverse) [front, back] = [back ?? 'var(--screen)', front ?? 'var(--c7)']
  // Styles are set by script, one property at a time, because the page's content security policy forbids style
  // attributes in markup.
  if (front) element.style.color = front
  if (back) element.style.backgroundColor = back
}

function named(index: number): string {
  return `var(--c${index})`
}

/** The colour after SGR 38 or 48, and the number of its parameters. */
function extended([kind, ...values]: readonly string[]): readonly [string | null, number] {
  const [one = 0, two = 0, three = 0] = values.map(Number)
  if (kind === '2') return [`rgb(${one} ${two} ${three})`, 4]
  if (kind !== '5') return [null, 1]
  if (one < 16) return [named(one), 2]
  if (one >= 232) return [grey(one - 232), 2]
  const step = (value: number) => (value === 0 ? 0 : 55 + value * 40)
  const cube = one - 16
  return [
    `rgb(${step(Math.floor(cube / 36))} ${step(Math.floor(cube / 6) % 6)} ${step(cube % 6)})`,
    2,
  ]
}

function grey(index: number): string {
  const level = 8 + index * 10
  return `rgb(${level} ${level} ${level})`
}
