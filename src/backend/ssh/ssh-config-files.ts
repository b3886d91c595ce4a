import { globSync, readdirSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { FailureError } from '../../state/model/failure.ts'
import { fingerprintOf, sizeIn } from '../files/file-fingerprint.ts'
import { readPlainFile } from '../files/plain-file.ts'

/** Limits for reading an ssh configuration. */
export const SSH_FILE_LIMITS = {
  /** Maximum depth of nested includes, which is OpenSSH's own limit. */
  depth: 16,
  /** Maximum number of ssh configuration files, with all included ones; more is an error. Each file is counted once. */
  files: 1000,
  /** Maximum bytes of one file. The content of a larger file is not read; only ssh itself uses it (`isTooLarge`). */
  size: 4 << 20,
} as const

const SYSTEM = '/etc/ssh/ssh_config'

/** One file of an ssh configuration, in its current state. */
export interface SshFile {
  readonly path: string
  /** The file's fingerprint; '' if the file cannot be read. */
  readonly stamp: string
  /** The file's content; '' if the file cannot be read or is too large. */
  readonly text: string
  /** Whether the file is too large to be read, so that fleetmux does not know what it includes. */
  readonly isTooLarge?: true
}

/**
 * All files that ssh reads for its configuration, including included files. Begins with the file of `-F`, else with the
 * user's own file and the system's.
 */
export function sshFiles(configFile: string | undefined): SshFile[] {
  const home = sshHome()
  const top = configFile ? [resolve(configFile)] : [join(home, '.ssh/config'), SYSTEM]
  const seen = createVisits()
  return top.flatMap(path => withIncluded(path, home, 0, seen))
}

/**
 * Keeps track of the files that were read. A file is read once, however often it is included. It is read again only if
 * it is included at a smaller depth, where more nested includes are allowed.
 */
export interface Visits {
  /** Whether to read a file that is included at this depth. @throws FailureError if there are too many files. */
  enter(path: string, depth: number): boolean
}

export function createVisits(): Visits {
  const depths = new Map<string, number>()
  return {
    enter(path, depth) {
      if (depth > SSH_FILE_LIMITS.depth || (depths.get(path) ?? Number.POSITIVE_INFINITY) <= depth)
        return false
      depths.set(path, depth)
      if (depths.size > SSH_FILE_LIMITS.files) throw tooMany(path)
      return true
    },
  }
}

function tooMany(path: string): FailureError {
  return new FailureError({
    kind: 'refused',
    what: 'Your ssh configuration includes too many files.',
    why: `${path} exceeds the limit of ${SSH_FILE_LIMITS.files} files`,
    hint: 'Narrow the patterns of the Include lines in your ssh configuration.',
  })
}

function withIncluded(path: string, home: string, depth: number, seen: Visits): SshFile[] {
  if (!seen.enter(path, depth)) return []
  const file = read(path)
  if (file.stamp === '') return [file]
  const base = path.startsWith('/etc/') ? '/etc/ssh' : join(home, '.ssh')
  const paths = includesOf(file.text).flatMap(word => matching(word, base, home))
  return [file, ...paths.flatMap(each => withIncluded(each, home, depth + 1, seen))]
}

/** The arguments of all `Include` lines, without quotes. */
export function includesOf(text: string): string[] {
  return valuesOf(text, 'include').flatMap(wordsOf)
}

const WORD = /(?:"(?:\\["'\\]|[^"\\]|\\)*"?|'(?:\\["'\\]|[^'\\]|\\)*'?|\\["'\\ ]|[^\s"'])+/gu

/**
 * The words of a value, as ssh splits it: a word may be in double or single quotes, a backslash before a quote, a space
 * or a backslash removes its meaning, and `#` begins a comment.
 */
export function wordsOf(value: string): string[] {
  const words = value.match(WORD) ?? []
  const end = words.findIndex(word => word.startsWith('#'))
  return words
    .slice(0, end < 0 ? undefined : end)
    .map(word => word.replace(/\\(?=["'\\ ])|["']/g, ''))
}

/** The values of all lines that begin with a keyword. */
export function valuesOf(text: string, keyword: string): string[] {
  return linesOf(text).flatMap(line => (line.keyword === keyword ? [line.value] : []))
}

/** The lines of a configuration: the keyword in lower case, and the rest, which may still have quotes and comments. */
export function linesOf(text: string): { readonly keyword: string; readonly value: string }[] {
  // Match line by line: on the whole text, `\s*` would be tried again at each of many empty lines.
  return text.split('\n').map(line => {
    const [, word = '', value = ''] = /^\s*(\w+)(?:\s*=\s*|\s+)(.*)$/.exec(line.trimEnd()) ?? []
    return { keyword: word.toLowerCase(), value }
  })
}

function read(path: string): SshFile {
  // Take the fingerprint before reading: after a change during the read, the next fingerprint differs.
  const stamp = fingerprintOf(path)
  if (stamp === '') return { path, stamp, text: '' }
  // ssh itself reports files that it may not read.
  const text = readSshFile(path)
  if (text !== null) return { path, stamp, text }
  return isTooLarge(path)
    ? { path, stamp, text: '', isTooLarge: true }
    : { path, stamp: '', text: '' }
}

/** Whether the file is larger than the files that are read. */
export function isTooLarge(path: string): boolean {
  return sizeIn(fingerprintOf(path)) > SSH_FILE_LIMITS.size
}

/** The text of the file; null if it cannot be read, so that ssh skips it or reports it, or if it is too large. */
export function readSshFile(path: string): string | null {
  try {
    return readPlainFile(path, { limit: SSH_FILE_LIMITS.size })
  } catch (thrown) {
    if (thrown instanceof FailureError) return null
    throw thrown
  }
}

function matching(word: string, base: string, home: string): string[] {
  const full = word.startsWith('~/') ? join(home, word.slice(2)) : word
  const path = isAbsolute(full) ? full : join(base, full)
  return /[*?[]/.test(path) ? matchingFiles(path) : [path]
}

/**
 * Expands a pattern like glob(3), in which `**` is the same as `*`. Node's glob would search a whole directory tree for
 * `**`.
 */
export function matchingFiles(pattern: string): string[] {
  const single = pattern.replace(/\*\*+/g, '*')
  const [, directory, before = '', after = ''] = USUAL.exec(single) ?? []
  if (directory === undefined) return globSync(single).sort()
  const isMatch = (name: string) =>
    name.length >= before.length + after.length && name.startsWith(before) && name.endsWith(after)
  return filesIn(directory)
    .filter(name => !name.startsWith('.') && isMatch(name))
    .map(name => join(directory, name))
    .sort()
}

/** Patterns such as `/etc/ssh/ssh_config.d/*.conf`. These need no glob, which takes longer to load than all the files. */
const USUAL = /^([\w./ -]+)\/([\w-]*)\*([\w.-]*)$/

/** The names in a directory. As in glob(3), a directory that cannot be read counts as empty. */
function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch (thrown) {
    if (thrown instanceof Error && 'syscall' in thrown) return []
    throw thrown
  }
}

/** The home directory as ssh determines it: from the password file, without regard to $HOME. */
function sshHome(): string {
  try {
    return userInfo().homedir
  } catch (thrown) {
    if (thrown instanceof Error && 'syscall' in thrown) return homedir()
    throw thrown
  }
}
