import type { HostWord } from '../../state/files/host-files.ts'
import type { WrittenPath } from '../../state/files/written-path.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { FingerprintedConfig } from './config-fingerprint.ts'

/** Version of this protocol, increased whenever a message changes its meaning. It is part of the socket's name. */
export const PROTOCOL = 5

/**
 * Commands that a process may send to the lender, the process whose connections it uses. The sender executes all other
 * commands itself, over its own channel.
 */
export type LentCommand = Extract<
  Command,
  {
    type:
      | 'broadcast'
      | 'call-off-panes'
      | 'new-session'
      | 'kill-session'
      | 'follow'
      | 'watch-tiles'
      | 'watch-runs'
      | 'history'
      | 'search'
      | 'stir'
      | 'read-ends'
      | 'read-agents'
  }
>

/** Messages of the process that uses the connections of another process (the lender), one JSON line each. */
export type ClientMessage =
  /**
   * Requests to use the lender's connection to a host. `way` identifies the machine that the host name leads to (see
   * `createRouteKeys`). The lender grants the request only if its own `way` for this host name is equal.
   */
  | { readonly type: 'borrow'; readonly host: string; readonly way: string }
  | { readonly type: 'return'; readonly host: string }
  | { readonly type: 'run'; readonly command: LentCommand }
  /**
   * Asks for the names that complete a word in a shell. The answer repeats `id`. `way` identifies the machine, as in
   * `borrow`.
   */
  | {
      readonly type: 'complete'
      readonly id: number
      readonly way: string
      readonly word: HostWord
    }
  /** Asks whether the lender (the process whose connections another process uses) still runs. It answers `pong`. */
  | { readonly type: 'ping' }

/** Messages of the lender, the process whose connections another process uses, one JSON line each. */
export type ServerMessage =
  /** The first message of the lender, sent as soon as another process connects. */
  | {
      readonly type: 'hello'
      readonly protocol: number
      readonly version: string
      readonly place: string
      /**
       * The checked configuration. The process that borrows connections uses it if the configuration file has not
       * changed, because checking the file takes longer than this message.
       */
      readonly config?: FingerprintedConfig
    }
  /**
   * The receiver had requested the connection of the sending process (the lender) to this host, and may use it now.
   * Events of the host follow, first its current state.
   */
  | { readonly type: 'lent'; readonly host: string }
  /**
   * The receiver may not use the connection of the sending process (the lender) to this host: the request is refused,
   * or the permission ends.
   */
  | { readonly type: 'kept'; readonly host: string }
  | { readonly type: 'event'; readonly event: Event }
  /**
   * Answers `complete` with the names that complete the word; null if the lender has no open connection to the word's
   * host.
   */
  | {
      readonly type: 'completed'
      readonly id: number
      readonly names: readonly WrittenPath[] | null
    }
  | { readonly type: 'pong' }

const BORROWED: readonly unknown[] = [
  'broadcast',
  'call-off-panes',
  'new-session',
  'kill-session',
  'follow',
  'watch-tiles',
  'watch-runs',
  'history',
  'search',
  'stir',
  'read-ends',
  'read-agents',
] satisfies readonly LentCommand['type'][]

/** Checks a message of the process that uses the connections; null: invalid. */
export function readClientMessage(line: unknown): ClientMessage | null {
  return isClientMessage(line) ? line : null
}

/**
 * Checks a message of the process whose connections are used; null: invalid. The content of an event is not checked,
 * because both sides have the same version of fleetmux.
 */
export function readServerMessage(line: unknown): ServerMessage | null {
  return isServerMessage(line) ? line : null
}

function isClientMessage(line: unknown): line is ClientMessage {
  const of = (key: string) => fieldOf(line, key)
  if (of('type') === 'run') return BORROWED.includes(fieldOf(of('command'), 'type'))
  if (of('type') === 'complete')
    return isWord(of('word')) && isTyped(line, { id: 'number', way: 'string' })
  if (of('type') === 'ping') return true
  if (typeof of('host') !== 'string') return false
  return of('type') === 'return' || (of('type') === 'borrow' && typeof of('way') === 'string')
}

function isServerMessage(line: unknown): line is ServerMessage {
  const of = (key: string) => fieldOf(line, key)
  if (of('type') === 'event') return typeof fieldOf(of('event'), 'type') === 'string'
  if (of('type') === 'completed') return typeof of('id') === 'number' && isNames(of('names'))
  if (of('type') === 'pong') return true
  if (of('type') === 'hello') return isConfig(of('config'))
  return (of('type') === 'lent' || of('type') === 'kept') && typeof of('host') === 'string'
}

function isWord(word: unknown): boolean {
  const names = fieldOf(word, 'names')
  if (names !== 'files' && names !== 'programs' && names !== 'sessions') return false
  const texts = { host: 'string', directory: 'string', prefix: 'string' } as const
  return isTyped(word, { ...texts, timeoutMs: 'number' })
}

function isTyped(of: unknown, types: Readonly<Record<string, 'string' | 'number'>>): boolean {
  return Object.entries(types).every(([key, type]) => typeof fieldOf(of, key) === type)
}

function isNames(names: unknown): boolean {
  return names === null || (Array.isArray(names) && names.every(each => typeof each === 'string'))
}

function isConfig(config: unknown): boolean {
  return config === undefined || typeof fieldOf(config, 'path') === 'string'
}

function fieldOf(of: unknown, key: string): unknown {
  if (typeof of !== 'object' || of === null || !Object.hasOwn(of, key)) return undefined
  return Reflect.get(of, key)
}
