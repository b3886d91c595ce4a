import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { createVisits, matchingFiles, readSshFile, type Visits } from './host/ssh-file.ts'

/** The user's own ssh_config, which ssh finds by the home directory. */
export function userSshConfig(): string {
  return join(homedir(), '.ssh/config')
}

/**
 * The hosts that an ssh_config names, in its order: patterns are left out, includes followed.
 * Only names: what they mean is ssh's to say, each time it is asked.
 */
export function sshConfigNames(path: string = userSshConfig()): string[] {
  return [...new Set(namesIn(path, 0, createVisits()))]
}

function namesIn(path: string, depth: number, seen: Visits): string[] {
  const text = seen.enter(path, depth) ? readSshFile(path) : null
  if (text === null) return []
  return text.split('\n').flatMap(line => {
    const [, keyword = '', rest = ''] = /^\s*(\w+)(?:\s*=\s*|\s+)(.*)$/.exec(line) ?? []
    if (/^host$/i.test(keyword)) return words(rest).filter(isName)
    return /^include$/i.test(keyword)
      ? words(rest).flatMap(place => included(place, depth, seen))
      : []
  })
}

function included(place: string, depth: number, seen: Visits): string[] {
  const home = place.startsWith('~/') ? join(homedir(), place.slice(2)) : place
  const pattern = isAbsolute(home) ? home : join(homedir(), '.ssh', home)
  return matchingFiles(pattern).flatMap(path => namesIn(path, depth + 1, seen))
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
