import { FailureError } from '../model/failure.ts'
import {
  type HostChange,
  type HostConfig,
  type HostEntry,
  THIS_MACHINE,
} from '../model/host-config.ts'
import { parseAddress } from './address.ts'
import { placeTrouble } from './transport-fields.ts'

/**
 * Makes a host from its entry. @throws FailureError if its address, or a field such as `container` or `pod`, is
 * invalid.
 */
export function toHostConfig(entry: HostEntry): HostConfig {
  const { name, address = name, transport = 'ssh', enabled, default: isDefault, ...rest } = entry
  if (transport === 'ssh' || transport === 'ssh2') parseAddress(address)
  const trouble = placeTrouble(transport, rest)
  if (trouble) throw misplaced(name, trouble)
  const { key } = rest
  return {
    name,
    transport,
    address,
    ...rest,
    // With a configured key, ssh does not offer all keys of the ssh-agent, but this key, and then those of the ssh config.
    ...(key !== undefined && { options: { IdentityFile: key, IdentitiesOnly: 'yes' } }),
    ...(enabled === false && { disabled: true }),
    ...(isDefault && { default: true }),
  }
}

function misplaced(
  host: string,
  { field, message }: { readonly field: string; readonly message: string },
): FailureError {
  return new FailureError({
    kind: 'usage',
    host,
    what: `The ${field} of the host is invalid.`,
    why: message,
    hint: `Change the ${field} with \`fleetmux hosts edit ${host} --${field} VALUE\`; an empty VALUE removes it.`,
  })
}

/** Keeps the address of a renamed host: a host without an address uses its name as its address. */
export function stayingPut(entry: HostEntry, change: HostChange): HostChange {
  const { name = entry.name, address } = { address: entry.address, ...change }
  const { transport = entry.transport ?? 'ssh' } = change
  const isByAddress = transport === 'ssh' || transport === 'ssh2'
  if (name === entry.name || address !== undefined || !isByAddress) return change
  return { ...change, address: entry.name }
}

export function changeEntry(entry: HostEntry, change: HostChange): HostEntry {
  const all = Object.entries({ ...entry, ...stayingPut(entry, change) })
  const kept = all.filter(([, value]) => value !== null && value !== undefined)
  return { name: entry.name, ...Object.fromEntries(kept) }
}

/** The configuration entry of a host. */
export function entryOf({
  disabled,
  options: _,
  joined: __,
  from: ___,
  ...host
}: HostConfig): HostEntry {
  const { transport, address, ...rest } = host
  return {
    ...rest,
    ...(address !== undefined && address !== host.name && { address }),
    ...(transport !== 'ssh' && { transport }),
    ...(disabled && { enabled: false }),
  }
}

/** Whether user, port and key come from the user's ssh_config. */
export function followsSshConfig({ name, transport, address = name, key }: HostConfig): boolean {
  if (transport !== 'ssh' || name === THIS_MACHINE || key !== undefined) return false
  const { user, port } = parseAddress(address)
  return user === undefined && port === undefined
}
