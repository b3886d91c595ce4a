import { FailureError } from '../../../model/failure.ts'
import type { Decision } from '../../decision.ts'
import { answerKey } from './answer-key.ts'
import type { RpcId } from './json-rpc.ts'

/** Open questions of the agent. */
export interface Interactions<T> {
  ask(id: RpcId, what: T): void
  /** Called when the host has accepted an answer from any process. The answer may be read before its question. */
  settle(key: string): void
  /** Called when the agent no longer waits for the answer. */
  close(id: RpcId): void
  closeAll(): void
  /** @throws FailureError if the question is not open. */
  find(interactionId: string): OpenQuestion<T>
  all(): readonly OpenQuestion<T>[]
  /** Ids of the open questions, oldest first. */
  open(): readonly string[]
}

export interface OpenQuestion<T> {
  readonly id: RpcId
  readonly what: T
}

export function createInteractions<T>(): Interactions<T> {
  const waiting = new Map<string, OpenQuestion<T>>()
  const settled = new Set<string>()

  function settle(key: string): void {
    settled.add(key)
    for (const [name, { id }] of waiting) if (answerKey(id) === key) waiting.delete(name)
  }

  return {
    ask(id, what) {
      if (!settled.has(answerKey(id))) waiting.set(String(id), { id, what })
    },
    settle,
    close: id => void waiting.delete(String(id)),
    closeAll: () => waiting.clear(),
    find(interactionId) {
      const found = waiting.get(interactionId)
      if (found) return found
      throw noSuchQuestion(interactionId)
    },
    all: () => [...waiting.values()],
    open: () => [...waiting.keys()],
  }
}

/** The error for an id without an open question. */
export function noSuchQuestion(interactionId: string): FailureError {
  return new FailureError({
    kind: 'refused',
    what: `No question with the id ${interactionId} is waiting for an answer.`,
    hint: 'The question may have been answered already.',
  })
}

/** The error for an answer that is not valid for the question. */
export function invalidAnswer(what: string, hint: string): FailureError {
  return new FailureError({ kind: 'usage', what, hint })
}

/** The decisions for runs whose permissions are `allow` or `deny`. */
export const RULES: Readonly<Record<'allow' | 'deny', Decision>> = {
  allow: { kind: 'allow' },
  deny: { kind: 'deny', reason: 'This run denies every request.' },
}

/** The error for a text to an agent that has no session yet. */
export function tooEarly(): FailureError {
  return new FailureError({
    kind: 'refused',
    what: 'The agent has no session yet.',
    hint: 'Send the text again when the agent has started.',
  })
}
