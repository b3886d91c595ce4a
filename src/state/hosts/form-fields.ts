import type { HostChange, HostConfig, HostPlace } from '../model/host-config.ts'
import { parseAddress } from './address.ts'
import { entryOf, writeAddress } from './config-entry.ts'
import {
  fieldsFor,
  HOST_FIELDS,
  type HostField,
  type HostFields,
  isPlaced,
  kindOf,
  PLACES,
} from './field.ts'
import { bare, CHECKS, type FieldCheck, optional, variables, words } from './field-validation.ts'
import { placeTrouble } from './place.ts'
import { parseTier } from './tier.ts'
import { addressTrouble } from './validation-error.ts'

const EMPTY: HostFields = {
  ...(Object.fromEntries(HOST_FIELDS.map(field => [field, ''])) as Record<HostField, string>),
  transport: 'ssh',
}

/** What stands in the form for a host that is edited; empty for a new one. */
export function fieldsOf(host?: HostConfig): HostFields {
  if (!host) return EMPTY
  const address = parseAddress(host.address ?? host.name)
  const { name, port } = address
  const {
    transport = 'ssh',
    key,
    directory,
    environment = {},
    tags = [],
    tier,
    capacity,
    region,
    attach,
    user = address.user ?? '',
    ...place
  } = entryOf(host)
  return {
    name: host.name,
    transport,
    host: name,
    port: port === undefined ? '' : String(port),
    user,
    key: key ?? '',
    jump: place.jump ?? '',
    pod: place.pod ?? '',
    selector: place.selector ?? '',
    container: place.container ?? '',
    namespace: place.namespace ?? '',
    context: place.context ?? '',
    workdir: place.workdir ?? '',
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
  const shown = fieldsFor(fields.transport)
  const wrong = shown.flatMap(field => {
    const message = checkOf(field, fields)(fields[field], taken)
    return message === null ? [] : [[field, message]]
  })
  // What is missing is said where it would stand, unless something else is said there.
  const missing = isPlaced(fields) && placeTrouble(kindOf(fields.transport), placeIn(fields))
  return {
    ...(missing && { [missing.field]: sentenceOf(missing.message) }),
    ...Object.fromEntries(wrong),
  }
}

/** The fields as what is written into the configuration. Only for fields in which nothing is wrong. */
export function changeOf(fields: HostFields): HostChange & { readonly name: string } {
  const { name, region, attach } = fields
  const kind = kindOf(fields.transport)
  const environment = variables(fields.environment)
  const tags = words(fields.tags)
  return {
    name,
    transport: kind === 'ssh' ? null : kind,
    address: addressIn(fields),
    key: isPlaced(fields) ? null : fields.key || null,
    ...placeChange(fields),
    directory: fields.directory || null,
    environment: environment.length > 0 ? Object.fromEntries(environment) : null,
    tags: tags.length > 0 ? tags : null,
    tier: parseTier(fields.tier),
    capacity: fields.capacity === '' ? null : Number(fields.capacity),
    region: region || null,
    attach: attach === 'ssh' || attach === 'mosh' ? attach : null,
  }
}

/** What becomes different by it. */
export function differing(before: HostChange, after: HostChange): HostChange {
  const was: Readonly<Record<string, unknown>> = before
  return Object.fromEntries(
    Object.entries(after).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(was[key]),
    ),
  )
}

/** What of it says where a host of this kind is, but for its address. */
function placeIn(fields: HostFields): HostPlace {
  const own = PLACES[kindOf(fields.transport)].filter(
    field => PLACE_FIELDS.some(each => each === field) || (field === 'user' && isPlaced(fields)),
  )
  return Object.fromEntries(own.map(field => [field, fields[field]]).filter(([, text]) => text))
}

const PLACE_FIELDS = [
  ...(['container', 'context', 'workdir', 'namespace', 'pod', 'selector', 'jump'] as const),
] as const

/** The same, and what does not belong to this kind is taken out. */
function placeChange(fields: HostFields): HostChange {
  const none = Object.fromEntries([...PLACE_FIELDS, 'user'].map(field => [field, null]))
  return { ...none, ...placeIn(fields) }
}

/** Null where the name leads there, or no address does. */
function addressIn(fields: HostFields): string | null {
  if (isPlaced(fields)) return null
  const { name, host, port, user } = fields
  const address = writeAddress({
    name: bare(host),
    ...(user !== '' && { user }),
    ...(port !== '' && { port: Number(port) }),
  })
  return address === name ? null : address
}

function checkOf(field: HostField, fields: HostFields): FieldCheck {
  const kind = kindOf(fields.transport)
  if (field === 'name' && isPlaced(fields))
    return (text, taken) => CHECKS.name(text, taken) ?? addressTrouble(text)
  const isPlace = placeIn({ ...fields, [field]: 'x' })[field as keyof HostPlace] === 'x'
  if (!isPlace) return CHECKS[field]
  return optional(text => {
    const trouble = placeTrouble(kind, { [field]: text })
    return trouble?.field === field ? sentenceOf(trouble.message) : null
  })
}

function sentenceOf(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1)
}
