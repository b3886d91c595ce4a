import { findMentions } from '../files/mention.ts'

/** Agents that read files named with `@path`. Others get the path only: in codex, `@` opens a file picker. */
const EXPANDING = new Set(['claude', 'gemini', 'opencode'])

/** Writes a path into a text for this agent: as `@path` if the agent then reads the file, else without the `@`. */
export function mentionFor(agent: string, path: string): string {
  const hasBlank = /[\s()[\]{}<>|'`]/.test(path)
  if (EXPANDING.has(agent)) return hasBlank ? `@"${path}"` : `@${path}`
  return hasBlank ? `"${path}"` : path
}

/** The text for one agent: `@path` of an existing file is written so that this agent reads the file (`mentionFor`). */
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
