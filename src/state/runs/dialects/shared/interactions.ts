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
    why: 'the question was answered already, was withdrawn, or never existed',
    hint: 'Nothing was sent. To see what the run asks: `fleetmux run show RUN`.',
  })
}

/** The error for an answer that is not valid for the question. */
export function invalidAnswer(what: string, hint: string): FailureError {
  return new FailureError({ kind: 'usage', what: `${what} Nothing was sent.`, hint })
}

/** The error for an approval of a question that needs a text. */
export function needsText(): FailureError {
  return invalidAnswer(
    'The agent asks for a text, not for an approval.',
    'Answer with a text: `fleetmux run send RUN TEXT`. To deny the request: `fleetmux run deny RUN`.',
  )
}

/** The error for a text to an agent that waits for an approval. */
export function needsDecision(): FailureError {
  return invalidAnswer(
    'The agent is waiting for an approval, not for a text.',
    'Allow or deny the request: `fleetmux run approve RUN` or `fleetmux run deny RUN`.',
  )
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
    what: 'The agent is still starting, so the text was not sent.',
    hint: 'Send the text again when the agent has begun to work: `fleetmux run follow RUN` shows it.',
  })
}
