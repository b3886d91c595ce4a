import { spawnSync } from 'node:child_process'
import { expect } from 'vitest'

/** A real second user of this machine. Without root there is none. */
const OTHER = 65534
export const mayBeOther = process.getuid?.() === 0

/** Runs a script as the other user, who must succeed with it. */
export function asOther(cwd: string, script: string): void {
  const words = ['--reuid', String(OTHER), '--regid', String(OTHER), '--clear-groups', 'sh', '-c']
  const { status, stderr } = spawnSync('setpriv', [...words, script], { cwd })
  expect([stderr.toString(), status]).toEqual(['', 0])
}

/** A line of shell that makes a socket. */
export const makeSocket = (name: string) =>
  `perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => "${name}", Listen => 1) or die'`
