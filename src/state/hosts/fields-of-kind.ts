import { HOST_FIELDS, type HostField, type HostFields, specOf } from './host-field.ts'
import { TRANSPORTS, type Transport } from './host-field-spec.ts'

/** Whether hosts of this transport have the field. */
export function hasField(transport: Transport, field: HostField): boolean {
  return specOf(field).kinds?.includes(transport) ?? true
}

/** The fields of hosts of this transport, in the order of the form. */
export function fieldsFor(transport: string): readonly HostField[] {
  return HOST_FIELDS.filter(field => hasField(transportOf(transport), field))
}

/** Whether user, port and key come from the user's ssh_config. */
export function leavesToSsh({ transport, port, user, key }: HostFields): boolean {
  return transportOf(transport) === 'ssh' && port === '' && user === '' && key === ''
}

/**
 * The transport with this name. An unknown name counts as ssh, because the check of the host's configuration reports
 * the error.
 */
export function transportOf(transport: string): Transport {
  return TRANSPORTS.find(each => each === transport) ?? 'ssh'
}

/** Whether the host is located by a container or pod instead of an address. */
export function isPlaced({ transport }: HostFields): boolean {
  return !hasField(transportOf(transport), 'host')
}
