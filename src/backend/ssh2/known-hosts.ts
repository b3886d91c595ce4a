import { createHmac, randomBytes } from 'node:crypto'
import { toGlob } from '../../state/text/glob.ts'

export interface SshGoal {
  readonly name: string
  readonly port: number
}

export type Verdict = 'known' | 'unknown' | 'changed' | 'revoked'

interface Line {
  readonly marker: string | undefined
  readonly hosts: string
  readonly type: string
  readonly key: string
}

/**
 * Looks up a host's key (in SSH wire format) in the text of a known_hosts file, as OpenSSH does. A host on another port
 * than 22 may also be listed by its name without a port. Certificate authorities are ignored.
 */
export function verdictOn(text: string, goal: SshGoal, key: Buffer): Verdict {
  const wire = key.toString('base64')
  const all = linesOf(text)
  const named = all.filter(line => names(line, knownHostsName(goal)))
  if (named.some(line => line.marker === '@revoked' && line.key === wire)) return 'revoked'
  const plain = named.filter(line => line.marker === undefined)
  if (plain.some(line => line.key === wire)) return 'known'
  if (plain.length > 0) return 'changed'
  const bare = all.filter(line => line.marker === undefined && names(line, goal.name))
  return bare.some(line => line.key === wire) ? 'known' : 'unknown'
}

/** The types of a host's known keys. A server may have several keys, and must present a key of one of these types. */
export function knownTypes(text: string, goal: SshGoal): string[] {
  const lines = linesOf(text).filter(line => line.marker === undefined)
  return [
    ...new Set(lines.filter(line => names(line, knownHostsName(goal))).map(line => line.type)),
  ]
}

/** The known_hosts line for a key. The name is hashed if the file has hashed names. */
export function knownLine(text: string, goal: SshGoal, key: Buffer): string {
  const type = key.subarray(4, 4 + key.readUInt32BE(0)).toString()
  const salt = randomBytes(20)
  const host = /^\|1\|/m.test(text)
    ? `|1|${salt.toString('base64')}|${digest(salt, knownHostsName(goal))}`
    : knownHostsName(goal)
  const gap = text === '' || text.endsWith('\n') ? '' : '\n'
  return `${gap}${host} ${type} ${key.toString('base64')}\n`
}

/** The name as in OpenSSH's known_hosts: `name`, or `[name]:port` if the port is not 22. */
export function knownHostsName({ name, port }: SshGoal): string {
  const host = name.toLowerCase()
  return port === 22 ? host : `[${host}]:${port}`
}

function linesOf(text: string): Line[] {
  return text.split('\n').flatMap(line => {
    const match = /^\s*(?:(@\S+)\s+)?([^\s#]\S*)\s+(\S+)\s+([\w+/=]+)/.exec(line)
    const [, marker, hosts, type, key] = match ?? []
    return hosts && type && key ? [{ marker, hosts, type, key }] : []
  })
}

function names({ hosts }: Line, name: string): boolean {
  const [, version, salt = '', hash] = hosts.split('|')
  if (version === '1') return digest(Buffer.from(salt, 'base64'), name.toLowerCase()) === hash
  const patterns = hosts.toLowerCase().split(',')
  const fits = (pattern: string) => toGlob(pattern).test(name.toLowerCase())
  if (patterns.some(pattern => pattern.startsWith('!') && fits(pattern.slice(1)))) return false
  return patterns.some(fits)
}

function digest(salt: Buffer, name: string): string {
  return createHmac('sha1', salt).update(name).digest('base64')
}
