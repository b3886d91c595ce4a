import { randomBytes } from 'node:crypto'
import type { Role } from './role.ts'

/** Time for which a pairing code is valid, in milliseconds. */
export const PAIRING_LIFE = 60_000
/** Maximum number of valid codes at a time; a further code makes the oldest one invalid. */
const MOST = 100

/** Codes that a device exchanges for its own token. Each code works once, within a minute. */
export interface Pairing {
  create(role: Role): string
  /**
   * Uses up the code. Returns the role of the token that the device gets for it; null: the code is unknown, used or
   * expired.
   */
  redeem(code: string): Role | null
}

/** The link that pairs the device that opens it. `url`: the address of the server. */
export function pairingLink(url: string, code: string): string {
  return `${url}/#pair=${code}`
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
      // 128 bits cannot be guessed within a minute, so guesses are not limited: a limit could lock the user out.
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
