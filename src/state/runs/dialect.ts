import { z } from 'zod'
import type { Decision } from './decision.ts'
import type { EventBody } from './event.ts'
import { ruleSchema } from './rule.ts'

/** One line for the agent's standard input. The host takes each key once, whoever sends it. */
export interface Outgoing {
  /** Letters, digits, `.` and `-`, at most 80 characters. */
  readonly key: string
  readonly line: string
}

/** What one line of the agent means. */
export interface Reading {
  readonly events: readonly EventBody[]
  /** What the agent is to be told now. */
  readonly send?: readonly Outgoing[]
}

/** How the agent itself says that it ended; null: it has not said so, and then it has not completed. */
export type Closing = 'completed' | 'failed' | 'interrupted' | 'turn_limit' | null

export const mcpServerSchema = z.object({
  name: z.string(),
  command: z.string(),
  args: z.array(z.string()).readonly(),
  env: z.record(z.string(), z.string()).optional(),
})
export type McpServer = Readonly<z.infer<typeof mcpServerSchema>>

/** What a dialect has to know of the run that it speaks for. It lies beside the run, for every reader of it. */
export const speechSchema = z.object({
  prompt: z.string(),
  model: z.string().optional(),
  /** The directory on the host in which the agent runs; absolute. */
  cwd: z.string(),
  /** The agent's own session that is taken up, or copied. */
  session: z.string().optional(),
  fork: z.string().optional(),
  system: z.object({ text: z.string(), mode: z.enum(['prepend', 'append', 'replace']) }).optional(),
  /** Only a two-way dialect can `ask`. */
  permissions: z.enum(['ask', 'allow', 'deny']),
  mcpServers: z.array(mcpServerSchema).readonly().optional(),
  /** What a person has decided before: whoever reads the run answers by it. */
  rules: z.array(ruleSchema).readonly().optional(),
})
export type Speech = Readonly<z.infer<typeof speechSchema>>

/**
 * One conversation with an agent, made from nothing but its lines: every reader who reads the same lines comes to the
 * same events and says the same. It knows no clock and no process.
 */
export interface Dialect {
  /** What is written before anything was read. Of a one-way dialect nothing: its prompt is its standard input. */
  begin(): readonly Outgoing[]
  /** One line of standard output that is JSON: any value. A line that means nothing here has no events. */
  read(value: unknown): Reading
  /** One line of standard output that is no JSON, or of standard error; null: it is only a `log`. */
  readText?(line: string, source: 'stdout' | 'stderr'): Reading | null
  /**
   * A decision for an interaction that is open. It has no effect on the dialect: all readers hear by `decided` that the
   * host has taken it.
   * @throws FailureError where none of that id is open, or where it cannot be answered so.
   */
  decide(interactionId: string, decision: Decision): readonly Outgoing[]
  /** The host has taken this line under that key. Tells `approval_granted`, `approval_denied`. */
  sent(key: string, line: string): Reading
  /** A further text while it runs. @throws FailureError where the agent takes none. */
  say(text: string, nth: number): readonly Outgoing[]
  /** Asks it to stop what it does; none: only a signal can. */
  interrupt(): readonly Outgoing[]
  /** The stream has ended: what was open is closed. */
  end(): Reading
  /** As known by now. */
  state(): {
    readonly closing: Closing
    readonly sessionId: string | null
    readonly model: string | null
    /** Interactions that wait for an answer, oldest first. */
    readonly open: readonly string[]
    readonly turnCount: number
    /** The last message of the agent. */
    readonly text: string
  }
}
