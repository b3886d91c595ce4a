import { isIPv6 } from 'node:net'
import { isLoopback } from './access/allowed-host.ts'

/** The addresses that mean all addresses of the machine. */
const ANY = ['0.0.0.0', '::']

/** The command that opens a tunnel to a server that listens on this address and port. */
export function tunnelCommand(host: string, port: number, machine: string): string {
  const far = isLoopback(host) || ANY.includes(host) ? 'localhost' : host
  return `ssh -N -L ${port}:${isIPv6(far) ? `[${far}]` : far}:${port} ${machine}`
}
