import { globSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { FailureError } from '../../state/model/failure.ts'
import { fingerprintOf } from '../files/file-fingerprint.ts'
import { readPlainFile } from '../files/plain-file.ts'

/** What is read of an ssh configuration. */
export const SSH_FILE_LIMITS = {
  /** OpenSSH follows includes so deep and no deeper. */
  depth: 16,
  /** Files, each counted once. */
  files: 1000,
  /** Bytes of one. */
  size: 4 << 20,
} as const

const SYSTEM = '/etc/ssh/ssh_config'

/** One file of an ssh configuration, as it is now. */
export interface SshFile {
  readonly path: string
  /** '' where there is no file that can be read. */
  readonly stamp: string
  readonly text: string
}

/** The files that ssh reads, with all that they include: `-F`, else the user's own and the system's. */
export function sshFiles(configFile: string | undefined): SshFile[] {
  const home = sshHome()
  const top = configFile ? [resolve(configFile)] : [join(home, '.ssh/config'), SYSTEM]
  const seen = createVisits()
  return top.flatMap(path => withIncluded(path, home, 0, seen))
}

/** Each file is read once, however often it is included; again only where that leads deeper than before. */
export interface Visits {
  /** Whether to follow a file that is included so deep. @throws FailureError past the limit of files. */
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
    why: `${path} is one more than ${SSH_FILE_LIMITS.files}`,
    now: 'Narrow the patterns of its Include lines.',
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

/** What stands behind `Include`, without its quotes. */
export function includesOf(text: string): string[] {
  const words = valuesOf(text, 'include').flatMap(rest => rest.match(/"[^"]*"|\S+/g) ?? [])
  return words.map(word => word.replaceAll('"', ''))
}

/** What stands behind a keyword, of each line that begins with it. */
export function valuesOf(text: string, keyword: string): string[] {
  // Line by line: over all of it, what skips spaces would begin anew at each of many empty lines.
  return text.split('\n').flatMap(line => {
    const [, word = '', value = ''] = /^\s*(\w+)(?:\s*=\s*|\s+)(.*)$/.exec(line) ?? []
    return word.toLowerCase() === keyword ? [value] : []
  })
}

function read(path: string): SshFile {
  // Before it is read: what changes meanwhile has another stamp the next time.
  const stamp = fingerprintOf(path)
  if (stamp === '') return { path, stamp, text: '' }
  // ssh says what it thinks of a file that it may not read.
  const text = readSshFile(path)
  return text === null ? { path, stamp: '', text: '' } : { path, stamp, text }
}

/** null: no file that can be read; ssh passes over it, or says what it thinks of it. */
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

/** As glob(3) does, which knows no `**`: ours would walk a whole tree for it. */
export function matchingFiles(pattern: string): string[] {
  return globSync(pattern.replace(/\*\*+/g, '*')).sort()
}

/** ssh asks the password file, whatever $HOME says. */
function sshHome(): string {
  try {
    return userInfo().homedir
  } catch (thrown) {
    if (thrown instanceof Error && 'syscall' in thrown) return homedir()
    throw thrown
  }
}
