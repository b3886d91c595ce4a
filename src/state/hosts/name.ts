import { FailureError } from '../model/failure.ts'
import type { HostConfig } from '../model/host-config.ts'
import { type Address, parseAddress } from './address.ts'

/**
 * Finds the name of the configured host that has this name or address. The port may be omitted if only one host
 * matches. If no host is found, returns the text unchanged.
 */
export function nameOfHost(hosts: readonly HostConfig[], written: string): string {
  if (hosts.some(({ name }) => name === written)) return written
  const asked = addressIn(written)
  if (!asked) return written
  const there = hosts.flatMap(host => {
    const address = host.transport.startsWith('ssh') && addressIn(host.address ?? host.name)
    return address && isAt(address, asked) ? [{ name: host.name, port: address.port }] : []
  })
  const exact = there.filter(({ port }) => port === asked.port)
  const [only, ...others] = exact.length > 0 || asked.port !== undefined ? exact : there
  return only && others.length === 0 ? only.name : written
}

function isAt(one: Address, other: Address): boolean {
  return one.name === other.name && one.user === other.user
}

function addressIn(text: string): Address | null {
  try {
    return parseAddress(text)
  } catch (thrown) {
    if (thrown instanceof FailureError) return null
    throw thrown
  }
}
