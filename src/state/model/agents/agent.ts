import { type Clean, type CleanLines, clean, cleanLines } from '../../text/clean.ts'

/**
 * The detected state of the program in a pane. `waiting`: waits for a person. `idle`: ready for the next prompt.
 * `done`, `failed`: it has ended. `unknown` is never shown as idle.
 */
export const AGENT_STATES = ['working', 'waiting', 'idle', 'done', 'failed', 'unknown'] as const

export type AgentState = (typeof AGENT_STATES)[number]

/** Where the state of an agent was read from, the most trusted source first. */
export type AgentSource = 'said' | 'title' | 'progress' | 'process' | 'screen' | 'activity' | 'none'

/** What an agent waits for. */
export type QuestionKind = 'permission' | 'choice' | 'trust' | 'login' | 'text'

/**
 * `Text` and `Lines`: plain strings in a `QuestionText`, as read from the screen; cleaned texts (`Clean`, `CleanLines`)
 * in a `Question`, which `makeQuestion` makes of it.
 */
interface Parts<Text extends string, Lines extends string> {
  readonly kind: QuestionKind
  /** The question as shown on the screen, without colours; at most a few lines. */
  readonly text: Lines
  /** The answers that one key chooses, in their order; empty when the question expects text. */
  readonly choices: readonly {
    /** The key that selects this choice: `1`, `y`, `Enter`. */
    readonly key: Text
    readonly label: Text
    /** Set if Enter must follow the key, because the program reads whole lines. */
    readonly enter?: true
    /** Set if the agent's screen highlights this choice. */
    readonly current?: true
  }[]
}

export type Question = Parts<Clean, CleanLines>
export type QuestionText = Parts<string, string>
export type ChoiceText = QuestionText['choices'][number]

/** The only way to make a question: it cleans the text of the screen. */
export function makeQuestion({ kind, text, choices }: QuestionText): Question {
  return {
    kind,
    text: cleanLines(text),
    choices: choices.map(each => ({ ...each, key: clean(each.key), label: clean(each.label) })),
  }
}

/** The state of the agent in one pane. */
export interface AgentReading {
  /** The name of the agent: `claude`, `codex` ... */
  readonly agent: string
  readonly state: AgentState
  readonly source: AgentSource
  /** How certain the reading is, from 0 to 1. */
  readonly confidence: number
  /** The name of the detection rule that determined `state`, if a rule did. */
  readonly rule?: string
  /** The open question, if the state is `waiting`. */
  readonly question?: Question
  /** Exit code of `done` and `failed`, if known. */
  readonly code?: number
}

/** One step in finding the state of an agent: the source or rule, what it found, and the state that it suggests. */
export interface AgentTrace {
  readonly source: AgentSource
  readonly rule: string
  /** The text on which this step is based, or why this step found no state. */
  readonly saw: string
  readonly state: AgentState | null
  /** Set if the rule is disabled because matching its patterns took too long; `saw` then contains this reason. */
  readonly off?: true
}

/** The state of the agent in a pane, since when, and whether the user has seen it. */
export interface AgentStatus extends AgentReading {
  readonly since: number
  /** False from the moment when the agent stopped working until the user follows the pane. */
  readonly seen: boolean
  readonly trace: readonly AgentTrace[]
  /** While the agent waits: the answer that this process has sent. */
  readonly answer?: Clean
  /** While the state is unknown: the last known status. */
  readonly last?: AgentStatus
}

/** Why the user should look at the agent: it waits, it failed, or it finished and the user has not seen that. */
export type Need = 'waiting' | 'failed' | 'finished'
