import * as z from 'zod'
import { clean } from '../text/clean.ts'
import { parseJson } from '../text/parse-json.ts'
import { PLAYBOOK_ENDS } from './playbook-ends.ts'

/** Texts from a host are cleaned, so that they are safe for a terminal. */
const text = z.string().transform(value => clean(value))
const count = z.number().int().nonnegative()
const place = { document: text, taskIndex: count }

const body = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.object({ type: z.literal(type), timestamp: z.number().nonnegative(), ...shape })

/**
 * The events of a playbook, one JSON object per line. The types of this list up to `error` are Maestro's; the types
 * after `error` exist only in fleetmux.
 */
export const playbookEventSchema = z.discriminatedUnion('type', [
  body('start', {
    playbook: z.object({ id: text, name: text }),
    session: z.object({ id: text, name: text, cwd: text }),
  }),
  body('document_start', { document: text, index: count, taskCount: count }),
  body('task_start', { ...place, line: text.or(count), task: text, run: text }),
  body('task_complete', {
    ...place,
    success: z.boolean(),
    summary: text,
    elapsedMs: count,
    exitCode: count,
    usageStats: z
      .object({ inputTokens: count, outputTokens: count, totalCostUsd: z.number().nonnegative() })
      .optional(),
  }),
  body('document_complete', { document: text, tasksCompleted: count }),
  body('loop_complete', { iteration: count, tasksCompleted: count, elapsedMs: count }),
  body('halt', { ...place, line: text.or(count), reason: text }),
  body('complete', {
    success: z.boolean(),
    end: z.enum(Object.keys(PLAYBOOK_ENDS) as (keyof typeof PLAYBOOK_ENDS)[]),
    reason: text,
    totalTasksCompleted: count,
    totalElapsedMs: z.number(),
    totalTokens: count,
    totalCost: z.number().nonnegative(),
    suspect: count,
    halted: z.boolean().optional(),
    haltReason: text.optional(),
  }),
  body('error', { message: text, code: text.optional() }),
  body('warning', { message: text }),
  body('gate', { ...place, line: text.or(count), question: text }),
  body('answer', { ...place, answer: text, by: text }),
  body('verify', { ...place, success: z.boolean(), exitCode: count, output: text }),
  body('suspect', { ...place, task: text, reason: text, unticked: z.boolean() }),
  body('branch', {
    branch: text,
    base: text,
    worktree: text,
    remote: text,
    /** The id of the playbook's worktree session. */
    work: text.optional(),
  }),
  body('pull_request', { success: z.boolean(), url: text, message: text }),
])
export type PlaybookEvent = z.infer<typeof playbookEventSchema>

/** Parses one line of events; null: the line is not an event of a playbook. */
export function readPlaybookEvent(line: string): PlaybookEvent | null {
  return playbookEventSchema.safeParse(parseJson(line)).data ?? null
}
