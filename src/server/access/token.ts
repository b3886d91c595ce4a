import { createHash, randomBytes } from 'node:crypto'
import type { Role } from './role.ts'

/** The one session that a shared token may see: tmux's ids, which no later session has. */
export interface Scope {
  readonly host: string
  /** `pid:started` of the tmux server. */
  readonly server: string
  /** `$3`. */
  readonly session: string
}

/** Who a request comes from. Times are epoch milliseconds; the secret itself is kept nowhere. */
export interface Token {
  readonly id: string
  readonly name: string
  readonly role: Role
  /** SHA-256 of the secret, in hex. */
  readonly hash: string
  readonly created: number
  /** null: it does not end by itself. */
  readonly expires: number | null
  readonly lastUsed: number | null
  /** Set: it sees this session and no other. */
  readonly scope?: Scope
}

/** 256 bits in hex, as the seed's tokens are: nobody guesses one, so a plain hash protects it. */
export function makeSecret(): string {
  return randomBytes(32).toString('hex')
}

export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

export function makeTokenId(): string {
  return randomBytes(4).toString('hex')
}
