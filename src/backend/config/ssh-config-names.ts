import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { expandHome } from '../../disk/own-directory.ts'
import { FailureError } from '../../state/model/failure.ts'
import {
  createVisits,
  isTooLarge,
  linesOf,
  matchingFiles,
  readSshFile,
  SSH_FILE_LIMITS,
  type Visits,
  wordsOf,
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

/** As `sshConfigNames`. @throws FailureError if a file is too large to be read, so that its host names would be missing. */
export function allSshConfigNames(path: string): string[] {
  return [...new Set(namesIn(path, 0, createVisits(), refuseLarge))]
}

function refuseLarge(path: string): void {
  if (!isTooLarge(path)) return
  throw new FailureError({
    kind: 'refused',
    what: `The host names in ${path} cannot be read.`,
    why: `the file is larger than ${SSH_FILE_LIMITS.size >> 20} MiB`,
    hint: 'Move a part of it into files that it includes, or add the hosts with `fleetmux hosts add`.',
  })
}

/** `unread` is called for each file that cannot be read. */
function namesIn(
  path: string,
  depth: number,
  seen: Visits,
  unread: (path: string) => void = () => {},
): string[] {
  if (!seen.enter(path, depth)) return []
  const text = readSshFile(path)
  if (text === null) unread(path)
  return partsOf(text ?? '').flatMap(({ names, includes }) => [
    ...names,
    ...includes.flatMap(matching).flatMap(each => namesIn(each, depth + 1, seen, unread)),
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
    names: keyword === 'host' ? wordsOf(value).filter(isName) : [],
    includes: keyword === 'include' ? wordsOf(value) : [],
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
