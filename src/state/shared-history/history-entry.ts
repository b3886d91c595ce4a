import * as z from 'zod'
import { type Clean, type CleanLines, clean, cleanLines, cleanName } from '../text/clean.ts'
import { parseLine } from '../text/json-line.ts'

/** Maximum length of a line of a history file, in UTF-16 code units; longer lines are skipped. */
const LONGEST_LINE = 1 << 20
/** Maximum length of an agent's answer in a history entry, in UTF-16 code units; the rest is cut off. */
const LONGEST_ANSWER = 64_000

/**
 * Maximum time that a history entry may be ahead of the reader's clock, in milliseconds. The time of an entry that is
 * further ahead is set to now; otherwise the list, newest first, would show it above all newer entries.
 */
const AHEAD = 5 * 60_000

const count = z.number().finite().nonnegative()

/** An entry in Maestro's format, one JSON object per line. Unknown values are omitted. */
const lineSchema = z.object({
  id: z.string().min(1).max(200),
  /** AUTO: by an autonomous agent; USER: requested by a person; CUE: by an automation. */
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

/** A request to an agent (a prompt) and its result, with the person and machine that it came from. */
export interface HistoryEntry {
  readonly id: string
  readonly type: 'AUTO' | 'USER' | 'CUE'
  /**
   * Epoch milliseconds, by the clock of the machine that wrote the entry. A time more than 5 minutes ahead of the
   * reader's clock is replaced with the reader's time.
   */
  readonly timestamp: number
  readonly summary: Clean
  readonly answer?: CleanLines
  /** The name of the session whose agent got the request (a prompt). */
  readonly session?: Clean
  readonly project: Clean
  readonly success?: boolean
  readonly milliseconds?: number
  readonly tokens?: number
  readonly costUsd?: number
  /** The machine that the request came from. */
  readonly machine: Clean
  readonly person?: Clean
}

/** One line of a history file, as an object before it is converted to JSON. */
export type HistoryLine = z.input<typeof lineSchema>

/** Parses one line. `machine`: the owner of the file, used if the line has no machine. null: not an entry. */
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
