/** What an agent's screen shows before and after a question, and the question as it was sent. */
export interface Exchange {
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly question: string
}

/** Characters by which the first line of an echo is known at least; a shorter question has to stand there whole. */
const SHORTEST = 10
/** Lines at the end of the earlier screen that are taken for the agent's own frame: its input line, hints, its status. */
const FRAME = 16

/**
 * The answer: what stands between the echo of the question and the agent's own frame at the end of its screen. Where the
 * question is not echoed, what is new on the screen.
 */
export function answerIn({ before, after, question }: Exchange): string {
  const start = afterEcho(after, question) ?? firstNew(before, after)
  const frame = new Set(before.slice(-FRAME).map(bare).filter(Boolean))
  const lines = after.slice(start).map(line => line.trimEnd())
  while (lines.length > 0 && isFrame(lines.at(-1) ?? '', frame)) lines.pop()
  while (lines.length > 0 && bare(lines[0] ?? '') === '') lines.shift()
  return unindented(lines).join('\n')
}

/** The line behind the last echo of the whole question; null: it is not there. */
function afterEcho(after: readonly string[], question: string): number | null {
  const asked = bare(question.split('\n').map(bare).join(' '))
  const at = after.findLastIndex(line => begins(bare(line), asked))
  if (at < 0) return null
  // Its other lines, and what the width of the screen has broken of each, in their order.
  let next = at
  let rest = asked
  while (next < after.length && rest !== '') {
    const part = bare(after[next] ?? '')
    if (part !== '' && !rest.startsWith(part)) break
    rest = rest.slice(part.length).trimStart()
    next++
  }
  return next
}

/** Whether a line may be the first one of a text, which a narrow screen has broken. */
function begins(line: string, text: string): boolean {
  if (line.length < Math.min(SHORTEST, text.length)) return false
  return text.startsWith(line) || line.startsWith(text)
}

function firstNew(before: readonly string[], after: readonly string[]): number {
  const same = after.findIndex((line, at) => line !== before[at])
  return same < 0 ? after.length : same
}

/** The end of the screen: empty, a line of a box, an empty prompt, or what stood there before. */
function isFrame(line: string, frame: ReadonlySet<string>): boolean {
  const text = bare(line)
  return text === '' || frame.has(text)
}

/** A line without prompts, bullets, boxes and outer space. */
function bare(line: string): string {
  return line
    .replace(/[\u2500-\u259f]/gu, ' ')
    .replace(/^[\s>❯›»$#%*•●⏺]+/u, '')
    .replace(/\s+/gu, ' ')
    .trim()
}

/** Without the space that all lines have in common. */
function unindented(lines: readonly string[]): readonly string[] {
  const depths = lines
    .filter(line => line.trim() !== '')
    .map(line => /^ */.exec(line)?.[0].length ?? 0)
  const depth = Math.min(...depths, 80)
  return lines.map(line => line.slice(depth))
}
