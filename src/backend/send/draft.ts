import { isShell } from '../../state/agents/program.ts'
import { cutCells, strip } from '../../state/text/text.ts'
import type { Adapter, Composer } from '../agents/adapter.ts'
import { regex } from '../agents/rule.ts'
import { type InkedRow, inkedRow } from './ghost-text.ts'
import type { PaneSnapshot } from './pane-snapshot.ts'
import { wrappedLine } from './wrapped-line.ts'

/**
 * What stands half written where a text would be put. `text`: '' where the line is empty; null where it cannot be
 * seen. Only what is surely a draft is called one.
 */
export function readDraft(sight: PaneSnapshot, adapter: Adapter | null): string | null {
  if (adapter?.composer) return composerDraft(sight, adapter.composer)
  return isShell(sight.command) && !sight.alternate ? shellDraft(sight) : null
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

/** A row ends where its last character does, in both forms. */
function trimmed(rows: readonly InkedRow[]): InkedRow[] {
  const kept = rows.map(({ plain, solid }) => {
    const end = plain.trimEnd().length
    return { plain: plain.slice(0, end), solid: solid.slice(0, end) }
  })
  while (kept.at(-1)?.plain === '') kept.pop()
  return kept
}

function unframed(text: string): string {
  return text
    .split('\n')
    .map(line => line.replace(/[│┃▌]|(?<=\s)[█░▐]$/gu, ' ').trim())
    .filter(line => line !== '')
    .join('\n')
}

/** Where a prompt ends: the first of these signs that a space follows. */
const PROMPT = /^.{0,120}?[$#%>❯»](?: |$)/u
/** The prompt of a shell that waits for the rest of a command. */
const UNFINISHED =
  /^(?:(?:[a-z]*quote|heredoc|for|while|until|if|then|else|do|case|select|function|cmdsubst|subsh|cursh|braceparam)[ a-z]*)?> $/

function shellDraft(sight: PaneSnapshot): string | null {
  const line = wrappedLine(sight)
  if (isUnfinished(sight, line)) return line.trim()
  const prompt = PROMPT.exec(line)?.[0]
  if (prompt === undefined) return null
  const isPrompt = line === prompt || isWholePrompt(sight, line, prompt)
  const written = isPrompt ? '' : line.slice(prompt.length)
  return strip(written + behindCursor(sight)).trim()
}

/**
 * A prompt of a person's own may hold such a sign in its middle: that all prompts above begin with the whole line
 * tells. Where none stands above, a line that ends in a sign is taken for a prompt.
 */
function isWholePrompt({ rows, cursor }: PaneSnapshot, line: string, prompt: string): boolean {
  const above = rows.slice(0, cursor.y).filter(row => row.startsWith(prompt.trimEnd()))
  if (above.length < 2) return above.length === 0 && /[$#%>❯»] ?$/u.test(line)
  return line.endsWith(' ') && above.every(row => row.startsWith(line.trimEnd()))
}

/** It stands below a command that was begun. */
function isUnfinished({ rows, cursor, command }: PaneSnapshot, line: string): boolean {
  if (command.includes('fish') || !UNFINISHED.test(line)) return false
  if (line !== '> ') return true
  const above = rows.slice(0, cursor.y).findLast(row => !row.startsWith('> '))
  return above !== undefined && /[$#%] \S/.test(above)
}

/** What a person has written and gone back from: right behind the cursor, and not a suggestion. */
function behindCursor({ rows, inked, cursor }: PaneSnapshot): string {
  const row = inked?.[cursor.y]
  if (row === undefined) return ''
  const rest = inkedRow(cutCells(row, cursor.x, Number.MAX_SAFE_INTEGER)).solid
  // A prompt of the right side stands apart.
  const [text = ''] = rest.startsWith(' ') ? [] : rest.split(/ {3,}/)
  return rows[cursor.y] === undefined ? '' : text.trim()
}
