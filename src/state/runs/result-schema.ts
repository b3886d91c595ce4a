import * as z from 'zod'
import { costSchema, EXIT_REASONS } from './event.ts'

/** The result of a run, which is the last JSON line of its events (`fleetmux run --json`). */
export const runResultSchema = z.object({
  type: z.literal('run_result'),
  runId: z.string(),
  agent: z.string(),
  model: z.string().nullable(),
  sessionId: z.string().nullable(),
  /** The agent's last message. */
  text: z.string(),
  cost: costSchema.nullable(),
  durationMs: z.number().nonnegative(),
  /** The agent's exit code; 128 plus the number of the signal that ended it; null: unknown, or the run did not begin. */
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  exitReason: z.enum(EXIT_REASONS),
  tokenUsage: z
    .object({
      inputTokens: z.number(),
      outputTokens: z.number(),
      thinkingTokens: z.number().optional(),
      cachedTokens: z.number().optional(),
      cacheCreationTokens: z.number().optional(),
    })
    .nullable(),
  turnCount: z.number().int().nonnegative(),
  error: z
    .object({
      code: z.string(),
      message: z.string(),
      stderr: z.string(),
      recoverable: z.boolean(),
    })
    .nullable(),
  /** Filled only if the events were requested as part of the result. */
  events: z.array(z.unknown()),
  tags: z.array(z.string()),
})
export type RunResult = z.infer<typeof runResultSchema>
