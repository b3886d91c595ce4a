import type { Question } from '../../state/model/agents/agent.ts'
import type { RunRef } from '../../state/model/fleet-run.ts'
import type { Target } from '../../state/model/target.ts'

/** A question as it was shown. An answer is sent only if the question is still the same. */
export interface AskedQuestion {
  /** The pane that asks. If a run asks, this is not a real pane, but an id for the run's question. */
  readonly target: Target
  /** Set if a run asks the question. */
  readonly run?: RunRef & { readonly interaction: string; readonly kind: 'approval' | 'input' }
  /** Shown name: `host/session`; for a run, host and title. */
  readonly name: string
  readonly agent: string
  readonly since: number
  readonly rule: string | null
  /** The question; null: the agent waits, but the text of its question is unknown. */
  readonly question: Question | null
}

/** State of the dialog that shows open questions one after the other. */
export interface Answering {
  readonly asked: AskedQuestion
  /** Number of questions that were answered or skipped in this dialog before this one. */
  readonly done: number
  readonly passed: readonly Target[]
  /** Answers before this time (epoch milliseconds) are ignored: the keys were meant for the previous question. */
  readonly ready: number
  /** Whether the answer is typed as text in the line under edit. */
  readonly typing: boolean
}

export interface Answered {
  readonly asked: AskedQuestion
  readonly at: number
}
