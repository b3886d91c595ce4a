import { type Clean, type CleanLines, cleanLines, cleanName } from '../text/clean.ts'

/** A message of a chat, in Maestro's format: one line `TIME|FROM|CONTENT[|readOnly]`. */
export interface ChatLine {
  /** The time in ISO 8601. */
  readonly time: string
  /** `user`, `moderator`, or the name of a member. */
  readonly from: Clean
  readonly content: CleanLines
  readonly readOnly?: true
}

/** Formats one line, with its line end. */
export function formatChatLine(line: {
  readonly time: string
  readonly from: string
  readonly content: string
  readonly readOnly?: boolean
}): string {
  const parts = [line.time, line.from, line.content].map(escaped)
  return `${[...parts, ...(line.readOnly ? ['readOnly'] : [])].join('|')}\n`
}

/** Parses a log. Invalid lines, such as an incomplete last line, are skipped. */
export function parseChatLog(text: string): readonly ChatLine[] {
  return text.split('\n').flatMap(line => {
    const [time = '', from = '', content, mark, ...rest] = apart(line)
    if (content === undefined || rest.length > 0 || Number.isNaN(Date.parse(time))) return []
    const readOnly = mark === 'readOnly' ? ({ readOnly: true } as const) : {}
    return [{ time, from: cleanName(from), content: cleanLines(content), ...readOnly }]
  })
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('\n', '\\n')
}

/** Splits a line at each `|` that is not escaped, and removes the escapes from its parts. */
function apart(line: string): readonly string[] {
  const parts = ['']
  for (const piece of line.match(/\\.|\||[^\\|]+/gsu) ?? []) {
    if (piece === '|') parts.push('')
    else parts.push(`${parts.pop() ?? ''}${piece.startsWith('\\') ? unescaped(piece) : piece}`)
  }
  return parts
}

function unescaped(piece: string): string {
  return piece === '\\n' ? '\n' : piece.slice(1)
}
