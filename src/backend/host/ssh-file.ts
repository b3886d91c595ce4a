import { globSync, readFileSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { stampOf } from '../stamp.ts'

/** OpenSSH follows includes so deep and no deeper. */
const DEPTH = 16
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
  const seen = new Set<string>()
  return top.flatMap(path => withIncluded(path, home, 0, seen))
}

/** Each file once: those that include each other would be read without end. */
function withIncluded(path: string, home: string, depth: number, seen: Set<string>): SshFile[] {
  if (seen.has(path)) return []
  seen.add(path)
  const file = read(path)
  if (file.stamp === '' || depth > DEPTH) return [file]
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
  const stamp = stampOf(path)
  if (stamp === '') return { path, stamp, text: '' }
  try {
    return { path, stamp, text: readFileSync(path, 'utf8') }
  } catch (thrown) {
    // ssh says what it thinks of a file that it may not read.
    if (thrown instanceof Error && 'syscall' in thrown) return { path, stamp: '', text: '' }
    throw thrown
  }
}

function matching(word: string, base: string, home: string): string[] {
  const full = word.startsWith('~/') ? join(home, word.slice(2)) : word
  const path = isAbsolute(full) ? full : join(base, full)
  return /[*?[]/.test(path) ? globSync(path).sort() : [path]
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
