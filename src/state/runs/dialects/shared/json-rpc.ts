import type { Outgoing, Reading } from '../../dialect.ts'
import type { EventBody } from '../../event.ts'
import { answerKey, safeId } from './answer-key.ts'
import { debugLine, isDeep } from './debug-line.ts'
import { isObject, type Json, objectAt } from './json.ts'

/** The id of a request from the agent. */
export type RpcId = string | number

/** One line of the agent. `key`: the key of the request of fleetmux that the line answers. */
export type Message =
  | { readonly kind: 'answer'; readonly key: string; readonly result: unknown }
  | { readonly kind: 'failure'; readonly key: string; readonly error: Json }
  | { readonly kind: 'request'; readonly id: RpcId; readonly method: string; readonly params: Json }
  | { readonly kind: 'notification'; readonly method: string; readonly params: Json }
  | { readonly kind: 'unknown' }

/**
 * The client side of JSON-RPC, one message per line. Several fleetmux processes may read the same agent's output. The
 * id of a request depends only on its key (`Outgoing.key`), not on the number of earlier requests, so that all
 * processes use the same ids, even if only one of them has sent the user's texts to the agent.
 */
export interface Rpc {
  request(key: string, method: string, params: Json): Outgoing
  notify(key: string, method: string, params?: Json): Outgoing
  answer(id: RpcId, result: Json): Outgoing
  /** The error response to an unsupported request. */
  refuse(id: RpcId, method: string): Outgoing
  /** Each request of fleetmux is answered once; a further answer is `unknown`. */
  read(value: unknown): Message
}

/** How the protocol of an agent handles each kind of message. */
export interface MessageReaders {
  readonly answered: (key: string, result: unknown) => Reading
  readonly refused: (key: string, error: Json) => Reading
  readonly requested: (id: RpcId, method: string, params: Json) => Reading
  readonly notified: (method: string, params: Json) => EventBody[]
}

/** Reads one line of the agent. A line that is no message, or is nested too deeply, becomes a debug event. */
export function readMessage(rpc: Rpc, value: unknown, readers: MessageReaders): Reading {
  const message: Message = isDeep(value) ? { kind: 'unknown' } : rpc.read(value)
  switch (message.kind) {
    case 'answer':
      return readers.answered(message.key, message.result)
    case 'failure':
      return readers.refused(message.key, message.error)
    case 'request':
      return readers.requested(message.id, message.method, message.params)
    case 'notification':
      return { events: readers.notified(message.method, message.params) }
    case 'unknown':
      return { events: [debugLine('line', value)] }
  }
}

interface Conversation {
  /**
   * fleetmux's names (`key` in a `Message`) for its requests that set up a session, in order. The first request is sent
   * before any output of the agent is read.
   */
  readonly steps: readonly string[]
  /** Undefined for Codex, which omits the version. */
  readonly version?: '2.0'
}

export function createRpc({ steps, version }: Conversation): Rpc {
  const asked = new Set<string>(steps.slice(0, 1))
  const answered = new Set<string>()
  const line = (message: Json) =>
    JSON.stringify({ ...(version && { jsonrpc: version }), ...message })

  function read(value: unknown): Message {
    if (!isObject(value)) return { kind: 'unknown' }
    const { id, method } = value
    if (typeof method === 'string') return called(id, method, objectAt(value, 'params'))
    const key = typeof id === 'number' ? keyOf(id) : undefined
    if (key === undefined || answered.has(key)) return { kind: 'unknown' }
    if (!isObject(value['error']) && !Object.hasOwn(value, 'result')) return { kind: 'unknown' }
    answered.add(key)
    const error = value['error']
    return isObject(error)
      ? { kind: 'failure', key, error }
      : { kind: 'answer', key, result: value['result'] }
  }

  function keyOf(id: number): string | undefined {
    const step = steps[id - 1]
    if (step !== undefined) return asked.has(step) ? step : undefined
    const nth = (id - FIRST) / 2
    if (!(nth >= 0)) return undefined
    if (Number.isInteger(nth)) return `say.${nth}`
    return Number.isInteger(nth - 0.5) ? `interrupt.${nth - 0.5}` : undefined
  }

  function idOf(key: string): number {
    const step = steps.indexOf(key)
    if (step >= 0) return step + 1
    const [kind, nth] = key.split('.')
    return FIRST + 2 * Number(nth) + (kind === 'interrupt' ? 1 : 0)
  }

  return {
    request(key, method, params) {
      asked.add(key)
      return { key, line: line({ id: idOf(key), method, params }) }
    },
    notify: (key, method, params) => ({ key, line: line({ method, ...(params && { params }) }) }),
    answer: (id, result) => ({ key: answerKey(id), line: line({ id, result }) }),
    refuse: (id, method) => {
      const error = { code: NO_SUCH_METHOD, message: `no such method: ${method}` }
      return { key: `refuse.${safeId(id)}`, line: line({ id, error }) }
    },
    read,
  }
}

/** The first id for texts (even ids) and interrupts (odd ids). Smaller ids are for the requests in `steps`. */
const FIRST = 100
const NO_SUCH_METHOD = -32601

function called(id: unknown, method: string, params: Json): Message {
  if (typeof id === 'string' || typeof id === 'number') {
    return { kind: 'request', id, method, params }
  }
  return { kind: 'notification', method, params }
}

/**
 * The answer to a request of the agent, in a line that the host has accepted. null: the line is no answer, `key` is not
 * the key of this answer, or the line is truncated.
 */
export function sentAnswer(key: string, line: string): { id: RpcId; result: Json } | null {
  if (!key.startsWith('answer.')) return null
  try {
    const message: unknown = JSON.parse(line)
    const id = isObject(message) ? message['id'] : undefined
    const isOurs = (typeof id === 'string' || typeof id === 'number') && answerKey(id) === key
    return isOurs ? { id, result: objectAt(message, 'result') } : null
  } catch {
    // The host has truncated the line: its content is unknown.
    return null
  }
}
