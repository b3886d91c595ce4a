import * as z from 'zod'
import type { Decision } from './decision.ts'
import type { EventBody } from './event.ts'
import { ruleSchema } from './rule-schema.ts'

/**
 * One line for the agent's stdin. `key` identifies the line: the host accepts each key once, whichever process sends
 * it.
 */
export interface Outgoing {
  /** Letters, digits, `.` and `-`, at most 80 characters. */
  readonly key: string
  readonly line: string
}

/** The result of reading one line of the agent. */
export interface Reading {
  readonly events: readonly EventBody[]
  /** Lines to send to the agent now. */
  readonly send?: readonly Outgoing[]
}

/** How the agent reported its end; null: it has reported nothing, so it has not completed. */
export type ReportedEnd = 'completed' | 'failed' | 'interrupted' | 'turn_limit' | null

export const mcpServerSchema = z.object({
  name: z.string(),
  command: z.string(),
  args: z.array(z.string()).readonly(),
  env: z.record(z.string(), z.string()).optional(),
})
export type McpServer = Readonly<z.infer<typeof mcpServerSchema>>

const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const

/** An image that is sent with the prompt. */
export const imageSchema = z.object({
  mimeType: z.enum(IMAGE_TYPES),
  /** The bytes of the image as base64. */
  data: z.string(),
})
export type PromptImage = Readonly<z.infer<typeof imageSchema>>

/**
 * Parameters of a run for its dialect (the protocol of its agent). They are stored with the run, for all processes that
 * read it.
 */
export const speechSchema = z.object({
  prompt: z.string(),
  images: z.array(imageSchema).readonly().optional(),
  model: z.string().optional(),
  /** The directory on the host in which the agent runs; absolute. */
  cwd: z.string(),
  /** The agent's session to resume. */
  session: z.string().optional(),
  /** The agent's session to copy into a new one. */
  fork: z.string().optional(),
  system: z.object({ text: z.string(), mode: z.enum(['prepend', 'append', 'replace']) }).optional(),
  /** `ask` is possible only if the dialect is two-way: it can send lines to the agent while the agent runs. */
  permissions: z.enum(['ask', 'allow', 'deny']),
  mcpServers: z.array(mcpServerSchema).readonly().optional(),
  /** The user's approval rules: every process that reads the run answers the agent's requests by them. */
  rules: z.array(ruleSchema).readonly().optional(),
})
export type Speech = Readonly<z.infer<typeof speechSchema>>

/**
 * The protocol of one kind of agent: reads and writes the lines of one conversation with the agent. The result depends
 * only on the lines read, not on time or processes: all processes that read the same lines get the same events and send
 * the same lines.
 */
export interface Dialect {
  /** Lines to send before anything is read. Empty for a one-way dialect, which only sends the prompt, on stdin. */
  begin(): readonly Outgoing[]
  /** Reads one line of stdout that is JSON of any type. A line without meaning for fleetmux has no events. */
  read(value: unknown): Reading
  /** Reads one line of stdout that is not JSON, or one line of stderr; null: it becomes a `log` event. */
  readText?(line: string, source: 'stdout' | 'stderr'): Reading | null
  /**
   * Returns the lines that answer an open interaction (an approval request or a question of the agent). The interaction
   * stays open until `sent` reports that the host has accepted the answer, because another process may answer first.
   * @throws FailureError if no interaction with that id is open, or the decision is not a valid answer to it.
   */
  decide(interactionId: string, decision: Decision): readonly Outgoing[]
  /**
   * Called when the host has accepted `line`, which `key` identifies, for the agent's stdin. If the line answers an
   * approval request, returns `approval_granted` or `approval_denied`.
   */
  sent(key: string, line: string): Reading
  /** Lines for a further text while the agent runs. @throws FailureError if the agent accepts no text. */
  say(text: string, nth: number): readonly Outgoing[]
  /** Lines that ask the agent to stop; empty: only a signal can stop it. */
  interrupt(): readonly Outgoing[]
  /**
   * Called when the agent's output has ended. Returns the end events of everything that is still open: messages, steps,
   * turns, questions.
   */
  end(): Reading
  /** The state so far. */
  state(): {
    readonly closing: ReportedEnd
    readonly sessionId: string | null
    readonly model: string | null
    /** Ids of the agent's questions and requests for approval that wait for an answer, oldest first. */
    readonly open: readonly string[]
    readonly turnCount: number
    /** The last message of the agent. */
    readonly text: string
  }
}
