import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import { delimiter, join } from 'node:path'
import { now } from '../clock.ts'
import { readCached, sweepCached, writeCached } from '../files/cache.ts'
import { fingerprintOf, isFresh } from '../files/file-fingerprint.ts'
import type { SshPlace } from './ssh-client.ts'
import { includesOf, type SshFile, sshFiles, valuesOf } from './ssh-config-files.ts'

/** A cached output of `ssh -G` for one host, and everything that the output depends on. */
interface Kept {
  readonly on: string
  readonly text: string
}

/** How long a file of the cache is kept after it was written, in milliseconds. */
const AGE = 30 * 24 * 3_600_000

/**
 * Criteria of `Match` that depend only on files and the current user. All other criteria must be evaluated by ssh each
 * time.
 */
const ALONE = new Set(['all', 'canonical', 'final'])
const WITH_WORD = new Set(['host', 'originalhost', 'user', 'localuser', 'tagged'])

/** Cache directories that this process has already cleaned of old entries. */
const swept = new Set<string>()

/** A cache for the output of `ssh -G`, used by later processes while the output would be the same. */
export interface SshSettingsCache {
  /** The cached output of `ssh -G`; null if ssh has to be run. */
  read(): string | null
  keep(text: string): void
}

/** Creates the cache for one host. `directory` must be private to this user; undefined: nothing is cached. */
export function createSshAnswer(place: SshPlace, directory: string | undefined): SshSettingsCache {
  const files = directory === undefined ? [] : sshFiles(place.configFile)
  if (directory === undefined || files.some(isVolatile)) return { read: () => null, keep() {} }
  const folder = join(directory, 'ssh')
  const path = join(folder, nameOf(place))
  const on = conditions(place, files)
  return {
    read() {
      const kept = readCached(path)
      return isKept(kept) && kept.on === on ? kept.text : null
    },
    keep(text) {
      // With CanonicalizeHostname the result depends on DNS and may change.
      if (/^canonicalizehostname (?!false|no$)/m.test(text)) return
      if (files.some(({ stamp }) => isFresh(stamp, now()))) return
      if (!writeCached(path, { on, text } satisfies Kept)) return
      if (!swept.has(folder)) sweepCached(folder, AGE, now())
      swept.add(folder)
    },
  }
}

function nameOf({ address, configFile, options, env, workingDirectory }: SshPlace): string {
  const way = [address.written, configFile, options, env, workingDirectory]
  return createHash('sha256').update(JSON.stringify(way)).digest('hex').slice(0, 32)
}

/**
 * Everything that the output of `ssh -G` depends on besides ssh's arguments: ssh's configuration files, the ssh
 * program, the user, the machine, the environment variables.
 */
function conditions({ env = {} }: SshPlace, files: readonly SshFile[]): string {
  const all: Readonly<Record<string, string | undefined>> = { ...process.env, ...env }
  const names = files.flatMap(({ text }) => [...text.matchAll(/\$\{(\w+)\}/g)].map(each => each[1]))
  return JSON.stringify([
    files.map(({ path, stamp }) => [path, stamp]),
    programStamp(all['PATH'] ?? ''),
    process.getuid?.(),
    hostname(),
    [...new Set(names)].map(name => [name, all[name ?? '']]),
  ])
}

/** Identifies the ssh program. Another version may have other default values. */
function programStamp(searched: string): string {
  for (const directory of searched.split(delimiter)) {
    const path = join(directory, 'ssh')
    const stamp = fingerprintOf(path)
    if (stamp !== '') return `${path} ${stamp}`
  }
  return ''
}

/**
 * Whether the output of `ssh -G` for this ssh configuration file may change although no configuration file has changed,
 * or depends on files that fleetmux does not know. Such output is not cached.
 */
export function isVolatile({ text, isTooLarge }: Pick<SshFile, 'text' | 'isTooLarge'>): boolean {
  if (isTooLarge) return true
  if (includesOf(text).some(word => /[%$]/.test(word))) return true
  return valuesOf(text, 'match').some(value => !isPlainMatch(value.match(/"[^"]*"|[^\s=]+/g) ?? []))
}

function isPlainMatch(words: readonly string[]): boolean {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word.startsWith('#')) return true
    const criterion = word.toLowerCase().replace(/^!/, '')
    if (WITH_WORD.has(criterion)) at++
    else if (!ALONE.has(criterion)) return false
  }
  return true
}

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && 'on' in value && 'text' in value
}
