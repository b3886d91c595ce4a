import { randomBytes } from 'node:crypto'
import type { Role } from './role.ts'

/** Milliseconds for which a pairing code is valid. */
export const PAIRING_LIFE = 60_000
/** Most valid codes at a time. */
const MOST = 100

/** Codes that a device exchanges for its own token. Each works once, for a minute. */
export interface Pairing {
  create(role: Role): string
  /** The role of the code; null: the code is unknown, used or expired. */
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
      // 128 bits cannot be guessed within a minute, so there is no limit of guesses, which could lock a person out.
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
