/** Default template for the name of a branch. */
export const BRANCH = '{agent}/{slug}/{time}'
/** Default template for the path of a worktree. */
export const LAYOUT = '{repo}/.worktrees/{id}'
/** Default number of ports that are reserved for each worktree session. */
export const PORTS = 10

/** Converts a name to a part of a branch name: lower-case letters, digits and hyphens; spaces become hyphens. */
export function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replace(/\s+/g, '-')
    .replace(/[^a-z0-9-]/g, '')
    .replace(/-+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
  return slug || 'session'
}

/** A time as `YYYY-MM-DDTHH-MM-SS`, in UTC. `at`: epoch milliseconds. */
export function timeOf(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')
}

/** Replaces each `{name}` by its value. Unknown names stay unchanged. */
export function fillTemplate(template: string, words: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => words[name] ?? whole)
}

/**
 * Why this is not a valid branch name, as a phrase that follows the name; null: it is valid. Applies the rules of
 * `git check-ref-format`, and refuses names that a git command would read as an option.
 */
export function branchError(name: string): string | null {
  if (name === '') return 'is empty'
  if (name.startsWith('-')) return 'begins with "-", as an option does'
  if (/[\p{C}\p{Zl}\p{Zp}\ufffd]/u.test(name)) return 'holds a control or invisible character'
  if (/[ ~^:?*[\\]/.test(name)) return 'holds a character that git does not allow'
  if (name.includes('..') || name.includes('@{') || name === '@' || name === 'HEAD')
    return 'means something else to git'
  if (name.startsWith('refs/')) return 'begins with "refs/"'
  if (name.endsWith('.') || name.length > 240) return 'has an end that git does not allow'
  const parts = name.split('/')
  const isOdd = (part: string) =>
    part === '' || part.startsWith('.') || part.toLowerCase().endsWith('.lock')
  return parts.some(isOdd) ? 'has a part that git does not allow' : null
}
