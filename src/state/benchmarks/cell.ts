import * as z from 'zod'
import type { BenchmarkCase, BenchmarkModel } from './benchmark.ts'

/** One attempt of one model at one case. */
export interface Cell {
  /**
   * Hash of the attempt number and everything that the result depends on. A cell whose id has a score is never scored
   * again.
   */
  readonly id: string
  readonly model: BenchmarkModel
  readonly case: BenchmarkCase
  readonly attempt: number
  /** The commit that the attempt starts from. */
  readonly sha: string
  readonly host: string
}

export const VERDICTS = ['pass', 'fail', 'none'] as const
export type Verdict = (typeof VERDICTS)[number]

export const ENDS = [
  ...['ok', 'agent_timeout', 'agent_exit', 'setup_failed', 'verify_timeout', 'verify_error'],
  ...['quota', 'refused', 'auth', 'host_lost', 'cancelled'],
] as const
export type End = (typeof ENDS)[number]

/**
 * How a cell ended if the agent had no chance: the next start of the benchmark runs such a cell again. No other cell is
 * repeated, or hard cases would be repeated until they pass.
 */
const UNUSED: ReadonlySet<End> = new Set([
  'quota',
  'auth',
  'host_lost',
  'setup_failed',
  'cancelled',
])

export function isFinal({ verdict, end }: Pick<CellRecord, 'verdict' | 'end'>): boolean {
  return verdict !== 'none' || !UNUSED.has(end)
}

const count = z.number().int().nonnegative()
const tokensSchema = z.object({
  input: count,
  cacheRead: count.nullable(),
  cacheWrite: count.nullable(),
  output: count,
})
export type Tokens = z.infer<typeof tokensSchema>

export const trySchema = z.object({
  nth: count,
  host: z.string(),
  /** When the try began; epoch milliseconds. */
  startedAt: count,
  endedAt: count,
  end: z.enum(ENDS),
  detail: z.string(),
})
export type Try = z.infer<typeof trySchema>

/** A finished cell: a line of `cells.jsonl`. */
export const cellRecordSchema = z.object({
  version: z.literal(1),
  id: z.string().regex(/^[0-9a-f]{16,64}$/),
  model: z.string(),
  suite: z.string(),
  case: z.string(),
  attempt: count,
  verdict: z.enum(VERDICTS),
  end: z.enum(ENDS),
  /** Why the cell ended as it did, in one sentence; empty: `verdict` and `end` say enough. */
  detail: z.string(),
  host: z.string(),
  sha: z.string(),
  startedAt: count,
  endedAt: count,
  phases: z.object({ setupMs: count, agentMs: count, verifyMs: count }),
  /** Number of prompts that the agent got. */
  iterations: count,
  /** The used tokens; null: the agent does not report them. */
  tokens: tokensSchema.nullable(),
  costUsd: z.number().nonnegative().nullable(),
  /** The source of the cost: reported by the agent itself, or computed from the list prices of fleetmux. */
  costBy: z.enum(['agent', 'estimate']).nullable().default(null),
  /**
   * The date of the prices, such as `2026-01-31`: that of the price list, or the day on which the agent reported its
   * cost.
   */
  pricesOf: z.string().nullable().default(null),
  /** Exit code of the verification, the command of the case that checks the agent's work. */
  exitCode: z.number().int().nullable(),
  agentVersion: z.string().nullable(),
  /** The version of fleetmux that wrote the record; null: an older version, which did not store its number. */
  fleetmuxVersion: z.string().nullable().default(null),
  /** The model name that the agent has reported. */
  modelTold: z.string().nullable(),
  sessionId: z.string().nullable(),
  runIds: z.array(z.string()),
  tries: z.array(trySchema),
})
export type CellRecord = z.infer<typeof cellRecordSchema>

export const PHASES = ['setup', 'agent', 'verify'] as const
export type Phase = (typeof PHASES)[number]

/**
 * One line of `started.jsonl`, from which another process can resume a cell. The line says that a try to run the cell
 * has begun a phase, or that the try has ended and will be repeated.
 */
export const startedSchema = z.object({
  id: z.string(),
  nth: count,
  host: z.string(),
  at: count,
  phase: z.enum([...PHASES, 'ended']),
  end: z.enum(ENDS).optional(),
  detail: z.string().optional(),
})
export type Started = z.infer<typeof startedSchema>

/** The text to hash: everything that the result of a cell depends on, except the agent's version. */
export function cellKey(
  one: BenchmarkCase,
  sha: string,
  model: BenchmarkModel,
  attempt: number,
): string {
  const { prompt, followUps, setup, maxIterations, timeout } = one
  const { script, verifyTimeout, verifierFiles, patches } = one
  const { agent, args, environment, environmentFrom } = model
  return JSON.stringify({
    case: [one.suite, one.id, prompt, followUps, setup, maxIterations, timeout],
    sha,
    model: [
      model.key,
      agent,
      model.model,
      args,
      Object.entries(environment).sort(),
      environmentFrom,
    ],
    program: [one.program ?? model.program, one.server ?? model.server],
    verifier: [script, verifyTimeout, verifierFiles],
    patch: patches?.[model.key] ?? null,
    attempt,
  })
}
