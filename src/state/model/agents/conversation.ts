import type { Clean } from '../../text/clean.ts'

/** Agents whose kept conversations can be read. */
export const KEEPERS = ['claude', 'codex', 'gemini', 'opencode', 'copilot'] as const
export type Keeper = (typeof KEEPERS)[number]

/** Tokens of a conversation, each counted once. */
export interface Tokens {
  /** Without what came out of the cache. */
  readonly input: number
  readonly cacheRead: number
  readonly cacheWrite: number
  /** Those of `cacheWrite` that are kept for an hour, which costs more. */
  readonly cacheWriteHour: number
  /** With what was thought. */
  readonly output: number
}

/** What was used of one model. */
export interface ModelUse {
  readonly model: Clean
  readonly tokens: Tokens
}

/** A conversation that an agent has kept, without its text. Times are epoch milliseconds. */
export interface Conversation {
  readonly agent: Keeper
  readonly id: Clean
  /** Where it was held; null: not kept. */
  readonly cwd: Clean | null
  readonly started: number | null
  readonly lastUsed: number | null
  /** The first thing that the person wrote, one line; null: nothing yet. */
  readonly title: Clean | null
  /** The model that answered last. */
  readonly model: Clean | null
  readonly use: readonly ModelUse[]
  /** USD that the agent itself has kept; null: it keeps none. */
  readonly ownCost: number | null
  /** False where it was too long to be read whole: its figures are too small then. */
  readonly whole: boolean
  /** The file that it is in; null: it is in a database of the agent's. */
  readonly file: Clean | null
}

/** One entry of a conversation's text. */
export interface Turn {
  readonly who: 'user' | 'assistant' | 'tool'
  /** Several lines, each one clean; of a tool one line. */
  readonly text: string
  readonly at: number | null
}

/** What a host has kept. */
export interface KeptConversations {
  /** Last used first. */
  readonly conversations: readonly Conversation[]
  /** How many there are of those agents, of which these are the newest. */
  readonly total: number
  /** What could not be read, and why, in words. */
  readonly notes: readonly Clean[]
}

export interface ConversationText {
  readonly conversation: Conversation
  readonly turns: readonly Turn[]
}

/** Conversations in which a text was found, each with the entries that have it. */
export interface FoundConversations {
  readonly found: readonly ConversationText[]
  readonly notes: readonly Clean[]
}

/** Which are asked for. */
export interface ConversationQuery {
  readonly agents: readonly Keeper[]
  /** Epoch milliseconds: only those used since; null: all. */
  readonly since: number | null
  /** The newest so many of the host. */
  readonly limit: number
}
