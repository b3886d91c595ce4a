import type { HostChange, HostConfig, HostPlace } from '../model/host-config.ts'
import { parseAddress, writeAddress } from './address.ts'
import { entryOf } from './config-entry.ts'
import { type FieldCheck, optional } from './field-text.ts'
import { fieldsFor, hasField, isPlaced, transportOf } from './fields-of-kind.ts'
import {
  HOST_FIELD,
  HOST_FIELDS,
  type HostField,
  type HostFields,
  PLACE_FIELDS,
  specOf,
} from './host-field.ts'
import { isPlaceOf, placeTrouble } from './transport-fields.ts'
import { addressTrouble } from './validation-error.ts'

const EMPTY: HostFields = {
  ...(Object.fromEntries(HOST_FIELDS.map(field => [field, ''])) as Record<HostField, string>),
  transport: 'ssh',
}

/** The content of the form for a host that is edited; empty for a new host. */
export function fieldsOf(host?: HostConfig): HostFields {
  if (!host) return EMPTY
  const { name, port, user = '' } = parseAddress(host.address ?? host.name)
  const entry = entryOf(host)
  const stored = HOST_FIELDS.map(field => [field, specOf(field).stored?.read(entry) ?? ''])
  return {
    ...(Object.fromEntries(stored) as Record<HostField, string>),
    name: host.name,
    transport: host.transport,
    host: name,
    port: port === undefined ? '' : String(port),
    user: entry.user ?? user,
  }
}

/** The errors by field; empty: the host can be saved. `taken`: names of the other hosts. */
export function checkFields(
  fields: HostFields,
  taken: readonly string[],
): Partial<Record<HostField, string>> {
  const shown = fieldsFor(fields.transport)
  const wrong = shown.flatMap(field => {
    const message = checkOf(field, fields)(fields[field], taken)
    return message === null ? [] : [[field, message]]
  })
  // A missing value is reported at its field, unless that field has another error.
  const missing = isPlaced(fields) && placeTrouble(transportOf(fields.transport), placeIn(fields))
  return {
    ...(missing && { [missing.field]: sentenceOf(missing.message) }),
    ...doubledIn(fields),
    ...Object.fromEntries(wrong),
  }
}

/** Converts the fields to a change of the configuration. Only for fields without errors. */
export function changeOf(fields: HostFields): HostChange & { readonly name: string } {
  const kind = transportOf(fields.transport)
  const stored = HOST_FIELDS.map(field => {
    const text = hasField(kind, field) ? fields[field] : ''
    return specOf(field).stored?.write(text) ?? {}
  })
  return {
    ...Object.assign({}, ...stored),
    name: fields.name,
    transport: kind === 'ssh' ? null : kind,
    address: addressIn(fields),
    user: (isPlaced(fields) && placeIn(fields).user) || null,
  }
}

/** The values of `after` that differ from `before`. */
export function changedFields(before: HostChange, after: HostChange): HostChange {
  const was: Readonly<Record<string, unknown>> = before
  return Object.fromEntries(
    Object.entries(after).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(was[key]),
    ),
  )
}

/** The fields that locate a host of this transport, except its address. */
function placeIn(fields: HostFields): HostPlace {
  const own = PLACE_FIELDS.filter(field => isPlaceOf(transportOf(fields.transport), field))
  return Object.fromEntries(own.map(field => [field, fields[field]]).filter(([, text]) => text))
}

/** The address to store; null if the name is the address, or the host has no address. */
function addressIn(fields: HostFields): string | null {
  if (isPlaced(fields)) return null
  const { written: _, ...place } = parseAddress(fields.host)
  const { port, user } = fields
  const address = writeAddress({
    ...place,
    ...(user !== '' && { user }),
    ...(port !== '' && { port: Number(port) }),
  })
  return address === fields.name ? null : address
}

/** Errors of a user and a port that the host, written as `user@host:port`, already has. */
function doubledIn(fields: HostFields): Partial<Record<HostField, string>> {
  if (isPlaced(fields) || addressTrouble(fields.host) !== null) return {}
  const { user, port } = parseAddress(fields.host)
  return {
    ...(user !== undefined && fields.user !== '' && { user: 'Host already contains a user' }),
    ...(port !== undefined && fields.port !== '' && { port: 'Host already contains a port' }),
  }
}

function checkOf(field: HostField, fields: HostFields): FieldCheck {
  const kind = transportOf(fields.transport)
  if (field === 'name' && isPlaced(fields))
    return (text, taken) => HOST_FIELD.name.check(text, taken) ?? addressTrouble(text)
  if (!PLACE_FIELDS.some(each => each === field && isPlaceOf(kind, each)))
    return specOf(field).check ?? (() => null)
  return optional(text => {
    const trouble = placeTrouble(kind, { [field]: text })
    return trouble?.field === field ? sentenceOf(trouble.message) : null
  })
}

function sentenceOf(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1)
}
