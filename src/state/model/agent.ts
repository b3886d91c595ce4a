/**
 * What the program in a pane is doing, as far as it was seen. `waiting`: it needs a person. `idle`: ready for
 * the next prompt. `done`, `failed`: it ended. `unknown` is never drawn as idle.
 */
export type AgentState = 'working' | 'waiting' | 'idle' | 'done' | 'failed' | 'unknown'

/** Where a reading comes from, the most trusted first. */
export type AgentSource = 'said' | 'title' | 'progress' | 'process' | 'screen' | 'activity' | 'none'

/** What an agent waits for. */
export type QuestionKind = 'permission' | 'choice' | 'trust' | 'login' | 'text'

export interface Question {
  readonly kind: QuestionKind
  /** What is asked, as it stands on the screen, without colours; at most a few lines. */
  readonly text: string
  /** What can be answered by one key, in their order; none where it wants text. */
  readonly choices: readonly {
    /** What is typed to choose it: `1`, `y`, `Enter`. */
    readonly key: string
    readonly label: string
    /** The program reads lines: it hears the key once Enter follows. */
    readonly enter?: true
    /** The agent's own pointer stands on it. */
    readonly current?: true
  }[]
}

/** What one pane's agent was seen to do. */
export interface AgentReading {
  /** The adapter's name: `claude`, `codex` ... */
  readonly agent: string
  readonly state: AgentState
  readonly source: AgentSource
  /** From 0 to 1. */
  readonly confidence: number
  /** The rule that decided, where one did. */
  readonly rule?: string
  /** Of `waiting`. */
  readonly question?: Question
  /** Of `done` and `failed`, where it is known. */
  readonly code?: number
}

/** One step of a reading: which source or rule was asked, what it saw, what it would say. */
export interface AgentTrace {
  readonly source: AgentSource
  readonly rule: string
  /** The text that it rests on, or why it says nothing. */
  readonly saw: string
  readonly state: AgentState | null
}

/** What the agent in a pane does, since when, and whether a person has looked since. */
export interface AgentStatus extends AgentReading {
  readonly since: number
  /** False from the moment it came to rest until somebody follows the pane. */
  readonly seen: boolean
  readonly trace: readonly AgentTrace[]
}

/** Why a person should look: it asks, it failed, it came to rest and nobody has seen it. */
export type Need = 'waiting' | 'failed' | 'finished'
