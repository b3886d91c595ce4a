import { FailureError } from '../model/failure.ts'

/** The parsed address of an ssh host: `[user@]name[:port]` or `[user@][v6][:port]`. */
export interface Address {
  readonly written: string
  readonly user?: string
  /** A host name, an alias of the ssh config, or an IP address (v6 without its brackets). */
  readonly name: string
  readonly port?: number
}

/** Removes `ssh://`: `ssh://root@h:22/s1` becomes `root@h:22/s1`. Any other text is returned unchanged. */
export function withoutScheme(text: string): string {
  const bare = text.replace(/^ssh:\/\//i, '')
  if (bare === text) return text
  const [, user, place = '', rest = ''] = /^(?:([^/]*)@)?([^/@]*)(.*)$/s.exec(bare) ?? []
  // ssh ignores parameters after the user, and reads an empty port as the default port.
  const name = `${place.replace(/:$/, '')}${rest}`
  return user === undefined ? name : `${decoded(user.replace(/;.*$/s, ''))}@${name}`
}

/**
 * Decodes `%40` and the like in the user of an address. A result that would change how the address is parsed is not
 * used.
 */
function decoded(user: string): string {
  const plain = user.replace(/%([2-7][0-9A-Fa-f])/g, (_, code) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
  return /[/%]/.test(plain) ? user : plain
}

/** Removes `ssh://` and the slash at the end of a host, as ssh does. */
export function bareHost(text: string): string {
  const bare = withoutScheme(text)
  return bare === text ? text : bare.replace(/\/$/, '')
}

/**
 * Parses an address.
 * @throws FailureError (usage) for text that ssh, or a shell that ssh passes the name to, could misread.
 */
export function parseAddress(text: string): Address {
  const bare = bareHost(text)
  const at = bare.lastIndexOf('@')
  const user = at < 0 ? undefined : bare.slice(0, at)
  const { name, port } = parsePlace(text, bare.slice(at + 1))
  if (user !== undefined) check(text, 'user', user)
  check(text, 'name', name)
  return { written: bare, ...(user !== undefined && { user }), name, ...(port && { port }) }
}

function parsePlace(text: string, place: string): { name: string; port?: number } {
  const v6 = /^\[(?<name>[0-9A-Fa-f:.]+(?:%[\w.-]+)?)\](?::(?<port>.*))?$/.exec(place)
  if (!v6 && (place.match(/:/g) ?? []).length > 1) {
    if (isV6(place)) return { name: place }
    throw misspelt(text, 'an IPv6 address must be in brackets, such as [::1] or [::1]:2222')
  }
  const { name = place, port } = (v6 ?? /^(?<name>[^:]*):(?<port>.*)$/.exec(place))?.groups ?? {}
  return port === undefined ? { name } : { name, port: parsePort(text, port) }
}

/** Whether the text is an IPv6 address without brackets. ssh accepts that form only without a port. */
function isV6(text: string): boolean {
  const [address = ''] = text.split('%')
  const groups = address.replace(/(:)(?:\d{1,3}\.){3}\d{1,3}$/, '$10:0').split(':')
  if (!groups.every(group => /^[0-9A-Fa-f]{0,4}$/.test(group))) return false
  const gaps = address.match(/::/g)?.length ?? 0
  const isOpen = /(^:[^:])|([^:]:$)|:::/.test(address)
  return !isOpen && (gaps === 1 ? groups.length <= 9 : gaps === 0 && groups.length === 8)
}

function parsePort(text: string, port: string): number {
  const number = Number(port)
  if (/^\d{1,5}$/.test(port) && number >= 1 && number <= 65535) return number
  throw misspelt(text, `the port is "${port}", and must be a number from 1 to 65535`)
}

/** Refuses the characters that new ssh clients refuse themselves. Older clients pass them to ProxyCommand's shell. */
function check(text: string, part: 'user' | 'name', value: string): void {
  if (value === '') throw misspelt(text, `the ${part} is empty`)
  if (value.startsWith('-')) throw misspelt(text, `the ${part} begins with "-"`)
  // A backslash is allowed as in `DOMAIN\user`, but not at the end, where it would affect the text after it.
  const plain = part === 'user' ? value.replace(/\\(?=.)/gu, '') : value
  const bad = /[\s\p{C}/'"`$\\;&<>|(){}[\]*?!#~,]/u.exec(plain)?.[0]
  if (bad) throw misspelt(text, `the ${part} holds ${JSON.stringify(bad)}`)
}

function misspelt(text: string, why: string): FailureError {
  return new FailureError({
    kind: 'usage',
    what: `${JSON.stringify(text)} is not the address of a host.`,
    why,
    hint: 'Use the form [user@]name[:port].',
  })
}

/** The text form of an address. */
export function writeAddress({ user, name, port }: Omit<Address, 'written'>): string {
  const place = name.includes(':') ? `[${name}]` : name
  return `${user === undefined ? '' : `${user}@`}${place}${port === undefined ? '' : `:${port}`}`
}
