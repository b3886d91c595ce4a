import { isShell } from '../../state/agents/program.ts'
import { cutCells, strip } from '../../state/text/text.ts'
import type { Adapter, Composer } from '../agents/adapter.ts'
import { isBeyond, MOST_CELLS, regex } from '../agents/rule.ts'
import { type InkedRow, inkedRow } from './ghost-text.ts'
import type { PaneSnapshot } from './pane-snapshot.ts'
import { wrappedLine } from './wrapped-line.ts'

/**
 * Reads the draft: the unsent text in the input field. Empty: no draft; null: unknown. A draft is reported only if it
 * is certain.
 */
export function readDraft(snapshot: PaneSnapshot, adapter: Adapter | null): string | null {
  if (adapter?.composer) return composerDraft(snapshot, adapter.composer)
  return isShell(snapshot.command) && !snapshot.alternate ? shellDraft(snapshot) : null
}

function composerDraft(
  { inked, rows }: PaneSnapshot,
  { drafts, placeholder, beside }: Composer,
): string | null {
  const screen = trimmed((inked ?? rows).map(inkedRow))
  const plain = screen.map(row => row.plain).join('\n')
  const solid = screen.map(row => row.solid).join('\n')
  for (const source of drafts) {
    const found = new RegExp(source, 'dmu').exec(plain)
    const [from, to] = found?.indices?.groups?.['draft'] ?? []
    if (from === undefined || to === undefined) continue
    const whole = solid.slice(from, to)
    const text = unframed(beside ? whole.replace(/ {6,}\S.*$/gmu, '') : whole)
    return placeholder !== undefined && regex(placeholder).test(text) ? '' : text
  }
  return null
}

/**
 * Removes trailing spaces, and text beyond the length limit of patterns, from both forms of each row: with and without
 * the faint suggestions.
 */
function trimmed(rows: readonly InkedRow[]): InkedRow[] {
  const kept = rows.map(({ plain, solid }) => {
    const end = plain.slice(0, MOST_CELLS).trimEnd().length
    return { plain: plain.slice(0, end), solid: solid.slice(0, end) }
  })
  while (kept.at(-1)?.plain === '') kept.pop()
  let size = 0
  const cut = kept.findLastIndex(({ plain }, at) => {
    size += plain.length
    return isBeyond(kept.length - at, size)
  })
  return kept.slice(cut + 1)
}

function unframed(text: string): string {
  return text
    .split('\n')
    .map(line => line.replace(/[│┃▌]|(?<=\s)[█░▐]$/gu, ' ').trim())
    .filter(line => line !== '')
    .join('\n')
}

/** The end of a shell prompt: the first of these characters that is followed by a space or ends the line. */
const PROMPT = /^.{0,120}?[$#%>❯»](?: |$)/u
/** The prompt of a shell that waits for the rest of a command. */
const UNFINISHED =
  /^(?:(?:[a-z]*quote|heredoc|for|while|until|if|then|else|do|case|select|function|cmdsubst|subsh|cursh|braceparam)[ a-z]*)?> $/

function shellDraft(snapshot: PaneSnapshot): string | null {
  const line = wrappedLine(snapshot)
  if (isUnfinished(snapshot, line)) return line.trim()
  const prompt = PROMPT.exec(line)?.[0]
  if (prompt === undefined) return null
  const isPrompt = line === prompt || isWholePrompt(snapshot, line, prompt)
  const written = isPrompt ? '' : line.slice(prompt.length)
  return strip(written + behindCursor(snapshot)).trim()
}

/**
 * Whether the whole line is a shell prompt without typed text. `prompt`: the line up to the first of the characters
 * `$#%>❯»`, which a custom prompt may contain in its middle. If the screen has at least two earlier prompts, each of
 * them must begin with this whole line, and the line must end with a space. If it has none, the line must end with such
 * a character.
 */
function isWholePrompt({ rows, cursor }: PaneSnapshot, line: string, prompt: string): boolean {
  const above = rows.slice(0, cursor.y).filter(row => row.startsWith(prompt.trimEnd()))
  if (above.length < 2) return above.length === 0 && /[$#%>❯»] ?$/u.test(line)
  return line.endsWith(' ') && above.every(row => row.startsWith(line.trimEnd()))
}

/** Whether the line continues an incomplete command of the line above. */
function isUnfinished({ rows, cursor, command }: PaneSnapshot, line: string): boolean {
  if (command.includes('fish') || !UNFINISHED.test(line)) return false
  if (line !== '> ') return true
  const above = rows.slice(0, cursor.y).findLast(row => !row.startsWith('> '))
  return above !== undefined && /[$#%] \S/.test(above)
}

/** Text directly after the cursor that is not a suggestion, which means that the user has moved the cursor back. */
function behindCursor({ rows, inked, cursor }: PaneSnapshot): string {
  const row = inked?.[cursor.y]
  if (row === undefined) return ''
  const rest = inkedRow(cutCells(row, cursor.x, Number.MAX_SAFE_INTEGER)).solid
  // A space at the cursor means that the cursor is behind the draft. What follows three or more spaces is the second
  // prompt that some shells draw at the right edge (RPROMPT of zsh), and is ignored.
  const [text = ''] = rest.startsWith(' ') ? [] : rest.split(/ {3,}/)
  return rows[cursor.y] === undefined ? '' : text.trim()
}
