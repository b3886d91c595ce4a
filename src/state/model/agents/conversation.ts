import type { Clean } from '../../text/clean.ts'

/** Agents whose stored conversations can be read. */
export const CONVERSATION_AGENTS = [
  'claude',
  'codex',
  'gemini',
  'opencode',
  'copilot',
  'qwen',
] as const
export type ConversationAgent = (typeof CONVERSATION_AGENTS)[number]

/** Tokens of a conversation, each counted once. */
export interface Tokens {
  /** Input tokens, without those that were read from the cache. */
  readonly input: number
  readonly cacheRead: number
  readonly cacheWrite: number
  /** The part of `cacheWrite` that is cached for an hour, which costs more. */
  readonly cacheWriteHour: number
  /** Output tokens, including thinking. */
  readonly output: number
}

/** Token use of one model. */
export interface ModelUse {
  readonly model: Clean
  readonly tokens: Tokens
}

/** A conversation that an agent has stored, without its text. Times are epoch milliseconds. */
export interface Conversation {
  readonly agent: ConversationAgent
  readonly id: Clean
  /** The working directory of the conversation; null: not stored. */
  readonly cwd: Clean | null
  readonly started: number | null
  readonly lastUsed: number | null
  /** The first text that the user wrote, as one line; null: no text yet. */
  readonly title: Clean | null
  /** The model that answered last. */
  readonly model: Clean | null
  readonly use: readonly ModelUse[]
  /** The cost in USD that the agent has stored; null: it stores no cost. */
  readonly ownCost: number | null
  /** False if the stored text was too long to be read completely: the token counts are then too small. */
  readonly whole: boolean
  /** The file that contains the conversation; null: the conversation is in the agent's database. */
  readonly file: Clean | null
}

/** One message or tool call in a conversation. */
export interface Turn {
  readonly who: 'user' | 'assistant' | 'tool'
  /** The content: several lines, each cleaned; one line if `who` is `tool`. */
  readonly text: string
  readonly at: number | null
}

export interface KeptConversations {
  /** The conversations, last used first. */
  readonly conversations: readonly Conversation[]
  /** Number of all conversations of the requested agents; `conversations` has the newest. */
  readonly total: number
  /** Which conversations could not be read, for example those of an agent, and why. */
  readonly notes: readonly Clean[]
}

export interface ConversationText {
  readonly conversation: Conversation
  readonly turns: readonly Turn[]
}

/**
 * Conversations in which a text was found, each with only the entries (prompts, answers, tool calls) that contain it.
 */
export interface FoundConversations {
  readonly found: readonly ConversationText[]
  readonly notes: readonly Clean[]
}

export interface ConversationQuery {
  readonly agents: readonly ConversationAgent[]
  /** Epoch milliseconds: only conversations used since then; null: all. */
  readonly since: number | null
  /** Maximum number of conversations for each host, newest first. */
  readonly limit: number
}
