import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { expandHome } from '../../disk/own-directory.ts'
import {
  createVisits,
  linesOf,
  matchingFiles,
  readSshFile,
  type Visits,
} from '../ssh/ssh-config-files.ts'

/** The user's own ssh_config in the home directory. */
export function userSshConfig(): string {
  return join(homedir(), '.ssh/config')
}

/**
 * The host names in an ssh_config and its included files, in order, without patterns. Reads nothing else: ssh resolves
 * each name whenever it is used.
 */
export function sshConfigNames(path: string = userSshConfig()): string[] {
  return [...new Set(namesIn(path, 0, createVisits()))]
}

function namesIn(path: string, depth: number, seen: Visits): string[] {
  const text = seen.enter(path, depth) ? readSshFile(path) : null
  return partsOf(text ?? '').flatMap(({ names, includes }) => [
    ...names,
    ...includes.flatMap(matching).flatMap(each => namesIn(each, depth + 1, seen)),
  ])
}

interface ConfigPart {
  readonly names: readonly string[]
  readonly includes: readonly string[]
}

/** Parses the host names in one file, and the names of files that it includes. */
export function readSshConfig(text: string): ConfigPart {
  const parts = partsOf(text)
  return {
    names: parts.flatMap(each => each.names),
    includes: parts.flatMap(each => each.includes),
  }
}

/** The host names and the included files that each line of an ssh configuration names. */
function partsOf(text: string): ConfigPart[] {
  return linesOf(text).map(({ keyword, value }) => ({
    names: keyword === 'host' ? words(value).filter(isName) : [],
    includes: keyword === 'include' ? words(value) : [],
  }))
}

function matching(place: string): string[] {
  const home = expandHome(place)
  return matchingFiles(isAbsolute(home) ? home : join(homedir(), '.ssh', home))
}

/** Whether a word is a host name. A word with `*` or `?` is a pattern, and `!` excludes hosts. */
function isName(word: string): boolean {
  return !/[*?!]/.test(word)
}

/** Splits a line into words. Words may be in double quotes; `#` begins a comment. */
function words(text: string): string[] {
  const found = text.matchAll(/"([^"]*)"|(#.*)|(\S+)/g)
  return [...found].flatMap(([, quoted, comment, plain]) =>
    comment === undefined ? [quoted ?? plain?.replaceAll('"', '') ?? ''] : [],
  )
}
