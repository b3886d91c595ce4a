import { globSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** OpenSSH follows includes so deep and no deeper. */
const DEPTH = 16

/** The user's own ssh_config, which ssh finds by the home directory. */
export function userSshConfig(): string {
  return join(homedir(), '.ssh/config')
}

/**
 * The hosts that an ssh_config names, in its order: patterns are left out, includes followed.
 * Only names: what they mean is ssh's to say, each time it is asked.
 */
export function sshConfigNames(path: string = userSshConfig()): string[] {
  return [...new Set(namesIn(path, 0))]
}

function namesIn(path: string, depth: number): string[] {
  const text = read(path)
  if (text === null || depth > DEPTH) return []
  return text.split('\n').flatMap(line => {
    const [, keyword = '', rest = ''] = /^\s*(\w+)(?:\s*=\s*|\s+)(.*)$/.exec(line) ?? []
    if (/^host$/i.test(keyword)) return words(rest).filter(isName)
    return /^include$/i.test(keyword) ? words(rest).flatMap(place => included(place, depth)) : []
  })
}

function included(place: string, depth: number): string[] {
  const home = place.startsWith('~/') ? join(homedir(), place.slice(2)) : place
  const pattern = isAbsolute(home) ? home : join(homedir(), '.ssh', home)
  return globSync(pattern)
    .sort()
    .flatMap(path => namesIn(path, depth + 1))
}

/** A pattern stands for many hosts, a `!` for none. */
function isName(word: string): boolean {
  return !/[*?!]/.test(word)
}

/** Words, which may stand in double quotes; a `#` begins a comment. */
function words(text: string): string[] {
  const found = text.matchAll(/"([^"]*)"|(#.*)|(\S+)/g)
  return [...found].flatMap(([, quoted, comment, plain]) =>
    comment === undefined ? [quoted ?? plain ?? ''] : [],
  )
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    // ssh itself passes over a file that is not there, or is not for us to read.
    if (
      error instanceof Error &&
      'code' in error &&
      ['ENOENT', 'EACCES', 'EISDIR'].includes(String(error.code))
    )
      return null
    throw error
  }
}
