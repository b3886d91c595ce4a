/** A file that a text to an agent names by `@path` or `@"a path"`. */
export interface Mention {
  /** Where it stands in the text, from its `@` to behind its end. */
  readonly start: number
  readonly end: number
  /** As it was written, without the `@` and the quotes. */
  readonly path: string
}

/** Behind a letter an `@` is one of an address; behind the path stands what ends a sentence. */
const MENTION = /(?<![^\s([{'"`])@(?:"([^"\n]+)"|([^\s"'`()[\]{}<>|@]+))/g

export function findMentions(text: string): readonly Mention[] {
  return [...text.matchAll(MENTION)].flatMap(found => {
    const [whole, quoted, bare] = found
    const path = quoted ?? bare?.replace(/[.,;:!?]+$/, '') ?? ''
    if (path === '') return []
    const length = quoted === undefined ? path.length + 1 : whole.length
    return [{ start: found.index, end: found.index + length, path }]
  })
}

/** What is being written where the cursor stands; null: no mention. For completion. */
export function mentionAt(text: string, cursor: number): Mention | null {
  const [whole, quoted, bare = ''] =
    /(?<![^\s([{'"`])@(?:"([^"\n]*)|([^\s"'`()[\]{}<>|@]*))$/.exec(text.slice(0, cursor)) ?? []
  if (whole === undefined) return null
  return { start: cursor - whole.length, end: cursor, path: quoted ?? bare }
}

/** A path behind its `@` in a text that is written, still open where it is a directory. */
export function writeMention(path: string): string {
  if (!/[\s()[\]{}<>|'`]/.test(path)) return `@${path}`
  return path.endsWith('/') ? `@"${path}` : `@"${path}"`
}

/** Agents that read a file where `@path` names it. Others get the path alone: the `@` of codex opens a picker. */
const EXPANDING = new Set(['claude', 'gemini', 'opencode'])

/** How an agent is told of a path. */
export function mentionFor(agent: string, path: string): string {
  const hasBlank = /[\s()[\]{}<>|'`]/.test(path)
  if (EXPANDING.has(agent)) return hasBlank ? `@"${path}"` : `@${path}`
  return hasBlank ? `"${path}"` : path
}

/** A text for one agent: each mention of what is there in the form that it understands. */
export function textFor(
  agent: string,
  text: string,
  isThere: (path: string) => boolean = () => true,
): string {
  let done = ''
  let at = 0
  for (const { start, end, path } of findMentions(text)) {
    if (!isThere(path)) continue
    done += text.slice(at, start) + mentionFor(agent, path)
    at = end
  }
  return done + text.slice(at)
}
