import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { createVisits, matchingFiles, readSshFile, type Visits } from '../ssh/ssh-file.ts'

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
  return linesOf(text ?? '').flatMap(({ names, includes }) => [
    ...names,
    ...includes.flatMap(matching).flatMap(each => namesIn(each, depth + 1, seen)),
  ])
}

interface Line {
  readonly names: readonly string[]
  readonly includes: readonly string[]
}

/** What the text of one file names, and which others it includes. */
export function readSshConfig(text: string): Line {
  const lines = linesOf(text)
  return {
    names: lines.flatMap(each => each.names),
    includes: lines.flatMap(each => each.includes),
  }
}

function linesOf(text: string): Line[] {
  return text.split('\n').map(line => {
    const [, keyword = '', rest = ''] = /^\s*(\w+)(?:\s*=\s*|\s+)(.*)$/.exec(line) ?? []
    const names = /^host$/i.test(keyword) ? words(rest).filter(isName) : []
    return { names, includes: /^include$/i.test(keyword) ? words(rest) : [] }
  })
}

function matching(place: string): string[] {
  const home = place.startsWith('~/') ? join(homedir(), place.slice(2)) : place
  return matchingFiles(isAbsolute(home) ? home : join(homedir(), '.ssh', home))
}

/** A pattern stands for many hosts, a `!` for none. */
function isName(word: string): boolean {
  return !/[*?!]/.test(word)
}

/** Words, which may stand in double quotes; a `#` begins a comment. */
function words(text: string): string[] {
  const found = text.matchAll(/"([^"]*)"|(#.*)|(\S+)/g)
  return [...found].flatMap(([, quoted, comment, plain]) =>
    comment === undefined ? [quoted ?? plain?.replaceAll('"', '') ?? ''] : [],
  )
}
