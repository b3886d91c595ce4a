import { type FileEntry, modeText } from '../../state/files/file-entry.ts'
import type { SyntaxLine } from '../../state/files/syntax-lines.ts'
import type { FoundRow } from '../../state/host-requests/files-request.ts'
import { bytesText } from '../../state/text/bytes.ts'
import { width as cellsOf, cut, fit as inCells } from '../../state/text/text.ts'
import type { Span } from '../parts/line.tsx'
import type { TextLook, Theme } from '../parts/theme.ts'

/** Width of the columns, in cells. A narrow terminal shows neither mode nor time. */
const GIT = 3
const MODE = 11
const SIZE = 10
const TIME = 17

function hasDetails(columns: number): boolean {
  return columns >= 76
}

export function filesHead(columns: number): string {
  const details = hasDetails(columns) ? `${inCells('MODE', MODE)}` : ''
  const time = hasDetails(columns) ? inCells('CHANGED', TIME) : ''
  return ` ${inCells('GIT', GIT)} ${details}${'SIZE'.padStart(SIZE - 1)} ${time}NAME`
}

/** One row of a directory: git state, mode, size, time, name, target of a link. */
export function entrySpans(
  entry: FileEntry,
  columns: number,
  theme: Theme,
  isSelected: boolean,
): readonly Span[] {
  const { git = '', size, type, modified } = entry
  const details = hasDetails(columns)
  const bytes = type === 'file' ? bytesText(size) : '-'
  const facts = `${details ? inCells(modeText(entry), MODE) : ''}${bytes.padStart(SIZE - 1)} ${details ? inCells(timeText(modified), TIME) : ''}`
  const left = columns - GIT - 2 - cellsOf(facts)
  const named = nameLook(entry, theme)
  return [
    { text: isSelected ? theme.glyphs.mark : ' ' },
    { text: `${inCells(git, GIT)} `, ...(git !== '' && { look: gitLook(git, theme) }) },
    { text: facts, look: theme.dim },
    { text: cut(nameText(entry), Math.max(4, left)), ...(named && { look: named }) },
  ]
}

function nameText({ name, type, target }: FileEntry): string {
  if (type === 'directory') return `${name}/`
  if (!target) return name
  const slash = target.type === 'directory' ? '/' : ''
  return `${name} -> ${target.path}${slash}${target.type === null ? ' (broken link)' : ''}`
}

function nameLook({ type, target, mode }: FileEntry, theme: Theme): TextLook | null {
  if (type === 'directory' || target?.type === 'directory') return theme.accent
  if (target?.type === null) return theme.bad
  if (type === 'file' || type === 'link') return mode & 0o111 && type === 'file' ? theme.good : null
  return theme.warn
}

function gitLook(git: string, theme: Theme): TextLook {
  if (/U|AA|DD/.test(git)) return theme.bad
  return git === '??' ? theme.dim : theme.warn
}

/** Formats the time in this machine's time zone. */
function timeText(seconds: number | null): string {
  const time = seconds === null ? null : new Date(seconds * 1000)
  if (!time || Number.isNaN(time.getTime())) return '-'
  const two = (part: number) => String(part).padStart(2, '0')
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}`
}

const NUMBERS = 6

export interface TextPlace {
  readonly number: number
  readonly width: number
  /** Number of the line to highlight. */
  readonly marked: number | undefined
}

/** One line of a text, with its number. */
export function textSpans(line: SyntaxLine, place: TextPlace, theme: Theme): readonly Span[] {
  let left = place.width - NUMBERS - 2
  const isMarked = place.marked === place.number
  const spans: Span[] = [
    { text: isMarked ? theme.glyphs.mark : ' ' },
    { text: `${String(place.number).padStart(NUMBERS - 1)}  `, look: theme.dim },
  ]
  for (const { text, colour } of line) {
    if (left <= 0) break
    const shown = cut(text, left)
    const look = lookOf(colour, theme)
    spans.push({ text: shown, ...(look && { look }) })
    left -= cellsOf(shown)
  }
  return spans
}

/** Converts one line of an image, drawn with coloured half blocks, to spans. Called only if the theme has colours. */
export function pictureSpans(line: SyntaxLine): readonly Span[] {
  return line.map(({ text, front, back }) => ({
    text,
    look: { ...(front && { color: front }), ...(back && { backgroundColor: back }) },
  }))
}

/** Whether pictures can be drawn: half blocks and colours are shown. */
export function showsPictures({ border, glyphs }: Theme): boolean {
  return border.other !== undefined && !glyphs.ascii
}

const COLOURS: Readonly<Record<number, string>> = {
  ...{ 31: 'red', 32: 'green', 33: 'yellow', 34: 'blue', 35: 'magenta', 36: 'cyan' },
}

/** The style of an SGR colour; null in the theme without colours. */
function lookOf(colour: number, theme: Theme): TextLook | null {
  if (colour === 1) return theme.strong
  if (colour === 90) return theme.dim
  const name = COLOURS[colour]
  return name === undefined || theme.border.other === undefined ? null : { color: name }
}

/** One search result: its file, line and text. */
export function foundSpans({ name, line, text }: FoundRow, columns: number, theme: Theme) {
  const place = ` ${name}${line === undefined ? '' : `:${line}`}`
  const shown = cut(place, text === undefined ? columns - 1 : Math.floor(columns / 2))
  const left = columns - cellsOf(shown) - 2
  const found: Span[] = [{ text: shown, look: theme.accent }]
  if (text !== undefined) found.push({ text: `  ${cut(text.trim(), Math.max(0, left))}` })
  return found
}
