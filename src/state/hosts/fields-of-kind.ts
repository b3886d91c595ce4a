import {
  HOST_FIELDS,
  type HostField,
  type HostFields,
  specOf,
  TRANSPORTS,
  type Transport,
} from './host-field.ts'

/** Whether a host of this kind has it. */
export function hasField(transport: Transport, field: HostField): boolean {
  return specOf(field).kinds?.includes(transport) ?? true
}

/** The fields that a host of this kind has, in the order of the form: where it is, then the rest. */
export function fieldsFor(transport: string): readonly HostField[] {
  return HOST_FIELDS.filter(field => hasField(kindOf(transport), field))
}

/** Whether user, port and key are left to the user's ssh_config. */
export function leavesToSsh({ transport, port, user, key }: HostFields): boolean {
  return kindOf(transport) === 'ssh' && port === '' && user === '' && key === ''
}

/** A kind that nobody knows is not told here: whoever reads the entry says so. */
export function kindOf(transport: string): Transport {
  return TRANSPORTS.find(each => each === transport) ?? 'ssh'
}

/** Whether no address leads there. */
export function isPlaced({ transport }: HostFields): boolean {
  return !hasField(kindOf(transport), 'host')
}
