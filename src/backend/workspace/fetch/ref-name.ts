import { RESULT_LIMITS } from './result-limit.ts'

/** Refs besides branches that a host may send. */
const OWN = ['refs/fleetmux/head', 'refs/fleetmux/uncommitted']
const BRANCHES = 'refs/heads/'

/**
 * Why a ref name from a host is refused, as the end of a sentence; null: the name is accepted. The rules are those of
 * `git check-ref-format`, and stricter for names that would be ambiguous in the local repository.
 */
export function refNameError(name: string): string | null {
  if (OWN.includes(name)) return null
  if (!name.startsWith(BRANCHES)) return 'is not a branch'
  const branch = name.slice(BRANCHES.length)
  if (Buffer.byteLength(branch) > RESULT_LIMITS.name)
    return `is longer than ${RESULT_LIMITS.name} bytes`
  return characterError(branch) ?? partError(branch.split('/'))
}

function characterError(branch: string): string | null {
  // Invisible characters would make the name look like another branch. U+FFFD stands for invalid UTF-8.
  if (/[\p{C}\p{Zl}\p{Zp}\ufffd]/u.test(branch)) return 'holds a control or invisible character'
  if (/[ ~^:?*[\\]/.test(branch)) return 'holds a character that git does not allow'
  if (branch.includes('..')) return 'holds ".."'
  if (branch.includes('@{')) return 'holds "@{"'
  if (branch.startsWith('-')) return 'begins with "-"'
  if (branch.endsWith('.')) return 'ends with "."'
  return branch === '@' ? 'is "@"' : null
}

function partError(parts: readonly string[]): string | null {
  for (const part of parts) {
    if (part === '') return 'has an empty part'
    if (part.startsWith('.')) return 'has a part that begins with "."'
    if (part.toLowerCase().endsWith('.lock')) return 'has a part that ends with ".lock"'
    if (Buffer.byteLength(part) > RESULT_LIMITS.namePart)
      return `has a part longer than ${RESULT_LIMITS.namePart} bytes`
  }
  return null
}

/** Whether the text is a hash as git prints it: SHA-1 or SHA-256. */
export function isObjectId(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
}

/** Quotes a name from a host for display, on one line and with limited length. */
export function quoteName(name: string): string {
  const plain = name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd')
  return JSON.stringify(plain.length > 80 ? `${plain.slice(0, 80)}…` : plain)
}
