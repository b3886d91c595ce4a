import type { Command } from '../../state/model/command.ts'
import type { Event } from '../../state/model/event.ts'
import type { FingerprintedConfig } from './config-fingerprint.ts'

/** Raised whenever a line below changes its meaning; it stands in the socket's name too. */
export const PROTOCOL = 2

/** What another fleetmux may have done for it. All else is done by whoever is asked, over a channel of its own. */
export type Borrowed = Extract<
  Command,
  { type: 'broadcast' | 'new-session' | 'kill-session' | 'follow' | 'history' | 'read-agents' }
>

/** From the one who borrows, one JSON line each. */
export type Asked =
  /** `way`: where this name leads, as `wayOf` says it: nothing is lent where the two differ. */
  | { readonly type: 'borrow'; readonly host: string; readonly way: string }
  | { readonly type: 'return'; readonly host: string }
  | { readonly type: 'run'; readonly command: Borrowed }

/** From the one who lends. */
export type Told =
  /** Comes first, and unasked. */
  | {
      readonly type: 'hello'
      readonly protocol: number
      readonly version: string
      readonly place: string
      /** The configuration, for those who find its file unchanged: checking it takes longer than asking. */
      readonly config?: FingerprintedConfig
    }
  /** From now on events tell of this host, beginning with how it is. */
  | { readonly type: 'lent'; readonly host: string }
  /** Not lent, or no longer. */
  | { readonly type: 'kept'; readonly host: string }
  | { readonly type: 'event'; readonly event: Event }

const BORROWED: readonly unknown[] = [
  'broadcast',
  'new-session',
  'kill-session',
  'follow',
  'history',
  'read-agents',
] satisfies readonly Borrowed['type'][]

/** A line, where it is one of a borrower; null: of nobody that we know. */
export function readAsked(line: unknown): Asked | null {
  return isAsked(line) ? line : null
}

/** A line, where it is one of a lender. What an event holds is taken as it is: both are of one version. */
export function readTold(line: unknown): Told | null {
  return isTold(line) ? line : null
}

function isAsked(line: unknown): line is Asked {
  const of = (key: string) => fieldOf(line, key)
  if (of('type') === 'run') return BORROWED.includes(fieldOf(of('command'), 'type'))
  if (typeof of('host') !== 'string') return false
  return of('type') === 'return' || (of('type') === 'borrow' && typeof of('way') === 'string')
}

function isTold(line: unknown): line is Told {
  const of = (key: string) => fieldOf(line, key)
  if (of('type') === 'event') return typeof fieldOf(of('event'), 'type') === 'string'
  if (of('type') === 'hello') return isConfig(of('config'))
  return (of('type') === 'lent' || of('type') === 'kept') && typeof of('host') === 'string'
}

function isConfig(config: unknown): boolean {
  return config === undefined || typeof fieldOf(config, 'path') === 'string'
}

function fieldOf(of: unknown, key: string): unknown {
  if (typeof of !== 'object' || of === null || !Object.hasOwn(of, key)) return undefined
  return Reflect.get(of, key)
}
