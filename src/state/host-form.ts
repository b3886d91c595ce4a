import { parseAddress } from './address.ts'
import { type FailureError, toFailure } from './failure.ts'
import { type HostConfig, THIS_MACHINE } from './host-config.ts'
import { entryOf, type HostChange, writeAddress } from './host-entry.ts'
import { parseTier } from './tier.ts'

/** The fields of the form, in its order; each holds text as a person types it. */
export const HOST_FIELDS = [
  'name',
  'host',
  'port',
  'user',
  'key',
  'directory',
  'environment',
  'tags',
  'tier',
  'capacity',
  'region',
  'attach',
] as const

export type HostField = (typeof HOST_FIELDS)[number]
/** `environment`: a `NAME=value` a line. `tags`: words with commas or spaces between. */
export type HostFields = Readonly<Record<HostField, string>>

const EMPTY = Object.fromEntries(HOST_FIELDS.map(field => [field, ''])) as Record<HostField, string>

/** What stands in the form for a host that is edited; empty for a new one. */
export function fieldsOf(host?: HostConfig): HostFields {
  if (!host) return EMPTY
  const { user = '', name, port } = parseAddress(host.address ?? host.name)
  const {
    key,
    directory,
    environment = {},
    tags = [],
    tier,
    capacity,
    region,
    attach,
  } = entryOf(host)
  return {
    name: host.name,
    host: name,
    port: port === undefined ? '' : String(port),
    user,
    key: key ?? '',
    directory: directory ?? '',
    environment: Object.entries(environment)
      .map(([variable, value]) => `${variable}=${value}`)
      .join('\n'),
    tags: tags.join(', '),
    tier: tier ?? '',
    capacity: capacity === undefined ? '' : String(capacity),
    region: region ?? '',
    attach: attach ?? '',
  }
}

/** What is wrong, by field; nothing: it can be kept. `taken`: the names of the other hosts. */
export function checkFields(
  fields: HostFields,
  taken: readonly string[],
): Partial<Record<HostField, string>> {
  const wrong = HOST_FIELDS.flatMap(field => {
    const message = CHECKS[field](fields[field], taken)
    return message === null ? [] : [[field, message]]
  })
  return Object.fromEntries(wrong)
}

/** The fields as what is written into the configuration. Only for fields in which nothing is wrong. */
export function changeOf(fields: HostFields): HostChange & { readonly name: string } {
  const { name, host, port, user, key, directory, region, attach } = fields
  const address = writeAddress({
    name: bare(host),
    ...(user !== '' && { user }),
    ...(port !== '' && { port: Number(port) }),
  })
  const environment = variables(fields.environment)
  const tags = words(fields.tags)
  return {
    name,
    address: address === name ? null : address,
    key: key || null,
    directory: directory || null,
    environment: environment.length > 0 ? Object.fromEntries(environment) : null,
    tags: tags.length > 0 ? tags : null,
    tier: parseTier(fields.tier),
    capacity: fields.capacity === '' ? null : Number(fields.capacity),
    region: region || null,
    attach: attach === 'ssh' || attach === 'mosh' ? attach : null,
  }
}

/** Why a host cannot be called that; null: it can. */
export function nameTrouble(name: string): string | null {
  if (name === '') return 'Name is required'
  if (name === THIS_MACHINE) return `${THIS_MACHINE} means this machine`
  if (name.startsWith('-')) return 'A name may not begin with "-"'
  const bad = /[\s\p{C}/,]/u.exec(name)?.[0]
  return bad === undefined ? null : `A name may not hold ${JSON.stringify(bad)}`
}

/** Why this is no address of a host; null: it is one. */
export function addressTrouble(address: string): string | null {
  try {
    parseAddress(address)
    return null
  } catch (thrown) {
    const { what, why } = toFailure(thrown as FailureError)
    return why ?? what
  }
}

/** Why a program cannot be given a variable of that name; null: it can. */
export function variableTrouble(name: string): string | null {
  return /^[A-Za-z_]\w*$/.test(name)
    ? null
    : `${JSON.stringify(name)} is not the name of an environment variable`
}

/** Why it is no directory to start in; null: it may be one. */
export function directoryTrouble(path: string): string | null {
  if (/\p{Cc}/u.test(path)) return 'A path may not hold a control character'
  return path === '~' || /^(~\/|\/)/.test(path) ? null : 'A directory begins with / or ~/'
}

/** Why ssh could not be told of this key file; null: it could. */
export function keyTrouble(path: string): string | null {
  return /[\p{Cc}"]/u.test(path) ? 'A key path may not hold a quote or control character' : null
}

type Check = (text: string, taken: readonly string[]) => string | null

const optional =
  (check: Check): Check =>
  (text, taken) =>
    text === '' ? null : check(text, taken)

const CHECKS: Readonly<Record<HostField, Check>> = {
  name: (text, taken) =>
    nameTrouble(text) ?? (taken.includes(text) ? `There is a host ${text} already` : null),
  host: text =>
    text === '' ? 'Host is required' : addressTrouble(writeAddress({ name: bare(text) })),
  port: optional(text => {
    const isPort = /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535
    return isPort ? null : 'Port must be between 1 and 65535'
  }),
  user: optional(text => addressTrouble(`${text}@host`)),
  key: optional(keyTrouble),
  directory: optional(directoryTrouble),
  environment: text =>
    variables(text)
      .map(([name, value]) =>
        value === undefined ? `${JSON.stringify(name)} is no NAME=value` : variableTrouble(name),
      )
      .find(trouble => trouble !== null) ?? null,
  tags: () => null,
  tier: optional(text => (parseTier(text) ? null : 'A tier is s, m, l or xl')),
  capacity: optional(text =>
    /^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= 1000
      ? null
      : 'Capacity must be between 1 and 1000',
  ),
  region: optional(text =>
    /\p{Cc}/u.test(text) ? 'A region may not hold a control character' : null,
  ),
  attach: optional(text => (['ssh', 'mosh'].includes(text) ? null : 'Attach by ssh or mosh')),
}

/** An IPv6 address may be typed with its brackets or without. */
function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1')
}

function words(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter(word => word !== ''))]
}

/** Name and value of each line that is not empty; without `=` there is no value. */
function variables(text: string): [name: string, value?: string][] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      const at = line.indexOf('=')
      return at < 0 ? [line] : [line.slice(0, at), line.slice(at + 1)]
    })
}
