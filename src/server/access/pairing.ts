import { randomBytes } from 'node:crypto'
import type { Role } from './role.ts'

/** Milliseconds that a pairing code lives. */
export const PAIRING_LIFE = 60_000
/** The largest number of codes that wait at once. */
const MOST = 100

/** Codes that a device trades for a token of its own: each works once, and for a minute. */
export interface Pairing {
  create(role: Role): string
  /** The role that the code gives; null: there is no such code, any more. */
  redeem(code: string): Role | null
}

export function createPairing(now: () => number): Pairing {
  const codes = new Map<string, { readonly role: Role; readonly until: number }>()

  function forgetOld(): void {
    for (const [code, { until }] of codes) if (until <= now()) codes.delete(code)
  }

  return {
    create(role) {
      forgetOld()
      const [oldest] = codes.keys()
      if (codes.size >= MOST && oldest !== undefined) codes.delete(oldest)
      // 128 bits: nobody finds one within its minute, so guesses need no limit that could lock a person out.
      const code = randomBytes(16).toString('base64url')
      codes.set(code, { role, until: now() + PAIRING_LIFE })
      return code
    },
    redeem(code) {
      forgetOld()
      const known = codes.get(code)
      codes.delete(code)
      return known?.role ?? null
    },
  }
}
