import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'

/** Names of this machine's loopback address. */
const OWN = ['localhost', '127.0.0.1', '[::1]']

/**
 * Whether a request's Host header names this server. Any port is accepted, since `ssh -L 8000:localhost:7760` changes
 * the port. Only this check detects a page whose own name resolves to this machine (DNS rebinding).
 */
export function isAllowedHost(
  header: string | undefined,
  { listen, names }: { readonly listen: string; readonly names: readonly string[] },
): boolean {
  const match = /^(?<name>\[[0-9a-f:.]+\]|[^:[\]]+)(?::\d{1,5})?$/i.exec(header ?? '')
  const name = match?.groups?.['name']?.toLowerCase()
  if (!name) return false
  if (OWN.includes(name) || names.some(each => each.toLowerCase() === name)) return true
  const address = name.replace(/^\[|\]$/g, '')
  return isIP(address) !== 0 && listensOn(address, listen)
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

function listensOn(address: string, listen: string): boolean {
  if (listen !== '0.0.0.0' && listen !== '::') return address === listen
  return Object.values(networkInterfaces()).some(all => all?.some(each => each.address === address))
}
