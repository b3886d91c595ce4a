import { createHash, randomBytes } from 'node:crypto'
import type { Role } from './role.ts'

/** The only session that a shared token may see. It is identified by tmux's ids, which are not reused. */
export interface Scope {
  readonly host: string
  /** Process id and start time of the tmux server, as `pid:started`. */
  readonly server: string
  /** tmux's session id, such as `$3`. */
  readonly session: string
}

/** A token, which identifies the sender of a request. Times are epoch milliseconds; the secret itself is not stored. */
export interface Token {
  readonly id: string
  readonly name: string
  readonly role: Role
  /** SHA-256 of the secret, in hex. */
  readonly hash: string
  readonly created: number
  /** When the token expires, in epoch milliseconds; null: never. */
  readonly expires: number | null
  readonly lastUsed: number | null
  /** If set, the token sees only this session. */
  readonly scope?: Scope
}

/**
 * A new secret: 256 random bits in hex, like the tokens of Amp Session Manager. The secret cannot be guessed, so it is
 * enough to store a plain hash of it.
 */
export function makeSecret(): string {
  return randomBytes(32).toString('hex')
}

export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

export function makeTokenId(): string {
  return randomBytes(4).toString('hex')
}
