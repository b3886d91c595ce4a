/** A file in a text to an agent, written as `@path` or `@"a path"`. */
export interface Mention {
  /** Offset of the `@` in the text to the agent. */
  readonly start: number
  /** Offset after the last character of `@path` or `@"a path"`. */
  readonly end: number
  /** The path as written, without the `@` and the quotes. */
  readonly path: string
}

/**
 * An `@` after a letter belongs to an e-mail address. The matched path may include punctuation at the end of a
 * sentence.
 */
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

/** The incomplete mention (`@path`) before the cursor, for completion; null: no mention. */
export function mentionAt(text: string, cursor: number): Mention | null {
  const [whole, quoted, bare = ''] =
    /(?<![^\s([{'"`])@(?:"([^"\n]*)|([^\s"'`()[\]{}<>|@]*))$/.exec(text.slice(0, cursor)) ?? []
  if (whole === undefined) return null
  return { start: cursor - whole.length, end: cursor, path: quoted ?? bare }
}

/** Writes a path as a mention. The quote of a directory stays open, so that the path can be continued. */
export function writeMention(path: string): string {
  if (!/[\s()[\]{}<>|'`]/.test(path)) return `@${path}`
  return path.endsWith('/') ? `@"${path}` : `@"${path}"`
}
