import { z } from 'zod'
import { type Clean, type CleanLines, clean, cleanLines, cleanName } from '../text/clean.ts'
import { parseLine } from '../text/json-line.ts'

/** Longest line that may be an entry, in UTF-16 code units. */
const LONGEST_LINE = 1 << 20
/** Most UTF-16 code units of an answer that are kept of a line. */
const LONGEST_ANSWER = 64_000

/**
 * Milliseconds that an entry may be ahead of the reader's clock. One that is further ahead is put at the reader's
 * present, or it would stand above all others for as long as it is.
 */
const AHEAD = 5 * 60_000

const count = z.number().finite().nonnegative()

/** An entry as Maestro writes it, one JSON object a line. What it does not know is left out. */
const lineSchema = z.object({
  id: z.string().min(1).max(200),
  /** AUTO: by an agent that works by itself; USER: asked by a person; CUE: by an automation. */
  type: z.enum(['AUTO', 'USER', 'CUE']).catch('AUTO'),
  timestamp: z.number().finite().nonnegative(),
  summary: z.string(),
  fullResponse: z.string().optional().catch(undefined),
  agentSessionId: z.string().optional().catch(undefined),
  sessionName: z.string().optional().catch(undefined),
  projectPath: z.string().catch(''),
  success: z.boolean().optional().catch(undefined),
  elapsedTimeMs: count.optional().catch(undefined),
  usageStats: z
    .object({
      inputTokens: count.catch(0),
      outputTokens: count.catch(0),
      totalCostUsd: count.catch(0),
    })
    .optional()
    .catch(undefined),
  hostname: z.string().optional().catch(undefined),
  user: z.string().optional().catch(undefined),
})

/** What was asked, done or answered, by whom, and from which machine. */
export interface HistoryEntry {
  readonly id: string
  readonly type: 'AUTO' | 'USER' | 'CUE'
  /** Milliseconds since the epoch, by the clock of the machine that wrote it; never far ahead of the reader's. */
  readonly timestamp: number
  readonly summary: Clean
  readonly answer?: CleanLines
  /** The session that it was said in, as a person calls it. */
  readonly session?: Clean
  readonly project: Clean
  readonly success?: boolean
  readonly milliseconds?: number
  readonly tokens?: number
  readonly costUsd?: number
  /** The machine that it was said from. */
  readonly machine: Clean
  readonly person?: Clean
}

/** What somebody writes down: the line of the file, as it stands. */
export type HistoryLine = z.input<typeof lineSchema>

/** Reads one line. `machine`: whose file it is, where the line does not say. null: that is no entry. */
export function readEntry(line: string, machine: string, now: number): HistoryEntry | null {
  const parsed = lineSchema.safeParse(parseLine(line, LONGEST_LINE))
  if (!parsed.success) return null
  const { id, type, timestamp, summary, fullResponse, sessionName, success, ...rest } = parsed.data
  const { usageStats, elapsedTimeMs, projectPath, hostname, user } = rest
  return {
    ...{ id, type, timestamp: timestamp > now + AHEAD ? now : timestamp },
    summary: clean(summary),
    project: cleanName(projectPath),
    machine: cleanName(hostname ?? machine),
    ...(fullResponse && { answer: cleanLines(fullResponse.slice(0, LONGEST_ANSWER)) }),
    ...(sessionName && { session: cleanName(sessionName) }),
    ...(success !== undefined && { success }),
    ...(elapsedTimeMs !== undefined && { milliseconds: elapsedTimeMs }),
    ...(usageStats && {
      tokens: usageStats.inputTokens + usageStats.outputTokens,
      costUsd: usageStats.totalCostUsd,
    }),
    ...(user && { person: cleanName(user) }),
  }
}
