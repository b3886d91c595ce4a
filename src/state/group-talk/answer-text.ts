/** A question that was typed into an agent's pane, and the lines of its screen before and after that time. */
export interface Exchange {
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly question: string
}

/**
 * Minimum length of the first line of an echo (the question as the screen repeats it), in characters; a shorter
 * question must match completely.
 */
const SHORTEST = 10
/**
 * Number of lines at the end of the screen before the question that count as the agent's frame: input line, hints,
 * status.
 */
const FRAME = 16

/**
 * The answer: the text between the echo of the question and the agent's frame (input line, hints, status) at the end of
 * the screen. If the question is not echoed, the new text on the screen.
 */
export function answerIn({ before, after, question }: Exchange): string {
  const start = afterEcho(after, question) ?? firstNew(before, after)
  const frame = frameOf(before, after)
  const lines = after.slice(start).map(line => line.trimEnd())
  while (lines.length > 0 && isFrame(lines.at(-1) ?? '', frame)) lines.pop()
  while (lines.length > 0 && bare(lines[0] ?? '') === '') lines.shift()
  return unindented(lines).join('\n')
}

/** The index of the line after the last echo of the complete question; null: no echo. */
function afterEcho(after: readonly string[], question: string): number | null {
  const asked = bare(question.split('\n').map(bare).join(' '))
  const at = after.findLastIndex(line => begins(bare(line), asked))
  if (at < 0) return null
  // Skips the further lines of the question, which may be wrapped at the width of the screen.
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

/** Whether a line may be the first line of a text that was wrapped. */
function begins(line: string, text: string): boolean {
  if (line.length < Math.min(SHORTEST, text.length)) return false
  return text.startsWith(line) || line.startsWith(text)
}

function firstNew(before: readonly string[], after: readonly string[]): number {
  const same = after.findIndex((line, at) => line !== before[at])
  return same < 0 ? after.length : same
}

/**
 * The texts of the fixed parts of the agent's screen (input line, hints, status): the last lines of the screen before
 * the question. A line that is more often on the screen after the question is left out: it also occurs in the answer.
 */
function frameOf(before: readonly string[], after: readonly string[]): ReadonlySet<string> {
  const [earlier, later] = [before, after].map(lines => Map.groupBy(lines.map(bare), text => text))
  const count = (texts: typeof earlier, text: string) => texts?.get(text)?.length ?? 0
  const last = before.slice(-FRAME).map(bare).filter(Boolean)
  return new Set(last.filter(text => count(later, text) <= count(earlier, text)))
}

/**
 * Whether a line belongs to the fixed parts of the agent's screen (input line, hints, status): it is empty, a box line,
 * an empty prompt, or one of the lines in `frame`.
 */
function isFrame(line: string, frame: ReadonlySet<string>): boolean {
  const text = bare(line)
  return text === '' || frame.has(text)
}

/** A line without prompt characters such as `>`, bullets, box characters and surrounding spaces. */
function bare(line: string): string {
  return line
    .replace(/[\u2500-\u259f]/gu, ' ')
    .replace(/^[\s>❯›»$#%*•●⏺]+/u, '')
    .replace(/\s+/gu, ' ')
    .trim()
}

/** Removes the common indentation. */
function unindented(lines: readonly string[]): readonly string[] {
  const depths = lines
    .filter(line => line.trim() !== '')
    .map(line => /^ */.exec(line)?.[0].length ?? 0)
  const depth = Math.min(...depths, 80)
  return lines.map(line => line.slice(depth))
}
