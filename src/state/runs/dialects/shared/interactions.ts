import { FailureError } from '../../../model/failure.ts'
import type { Decision } from '../../decision.ts'
import { answerKey } from './answer-key.ts'
import type { RpcId } from './json-rpc.ts'

/** Questions of the agent that wait for an answer. */
export interface Interactions<T> {
  ask(id: RpcId, what: T): void
  /** An answer was taken, whoever gave it; it may be heard of before the question itself. */
  settle(key: string): void
  /** The agent does not wait for it any more. */
  close(id: RpcId): void
  closeAll(): void
  /** @throws FailureError where it is not open. */
  find(interactionId: string): Asked<T>
  all(): readonly Asked<T>[]
  /** Ids of those that wait, oldest first. */
  open(): readonly string[]
}

export interface Asked<T> {
  readonly id: RpcId
  readonly what: T
}

export function createInteractions<T>(): Interactions<T> {
  const waiting = new Map<string, Asked<T>>()
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
      throw unasked(interactionId)
    },
    all: () => [...waiting.values()],
    open: () => [...waiting.keys()],
  }
}

/** Nothing of that id waits for an answer. */
export function unasked(interactionId: string): FailureError {
  return new FailureError({
    kind: 'refused',
    what: `Nothing with the id ${interactionId} waits for an answer.`,
    hint: 'It may have been answered already.',
  })
}

/** An answer that does not fit what was asked. */
export function unfit(what: string, hint: string): FailureError {
  return new FailureError({ kind: 'usage', what, hint })
}

/** What is answered where the run itself has decided beforehand. */
export const RULES: Readonly<Record<'allow' | 'deny', Decision>> = {
  allow: { kind: 'allow' },
  deny: { kind: 'deny', reason: 'The run allows nothing.' },
}

/** A text for an agent that is not ready for one. */
export function tooEarly(): FailureError {
  return new FailureError({
    kind: 'refused',
    what: 'The agent has no session yet.',
    hint: 'Send the text again when it works.',
  })
}
