import type { Question } from '../../state/model/agent.ts'
import type { Target } from '../../state/model/target.ts'

/** A question as it was when it was shown: only that one is answered. */
export interface Asked {
  readonly target: Target
  /** `host/session`. */
  readonly name: string
  readonly agent: string
  readonly since: number
  readonly rule: string | null
  /** Null: it waits, and what for was not read. */
  readonly question: Question | null
}

/** The mode in which questions are answered one after the other. */
export interface Answering {
  readonly asked: Asked
  /** How many came before it. */
  readonly done: number
  readonly passed: readonly Target[]
  /** Keys before this time were meant for the question before. */
  readonly ready: number
  /** It is answered in words: the line under edit. */
  readonly typing: boolean
}

export interface Answered {
  readonly asked: Asked
  readonly at: number
}
