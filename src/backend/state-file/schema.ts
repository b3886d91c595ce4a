import * as z from 'zod'

/** Parses an RFC 3339 time of any precision into epoch milliseconds. */
const time = z
  .string()
  .regex(
    /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/,
    'must be a time such as 2026-05-02T20:30:14Z',
  )
  .transform((text, context) => {
    // RFC 3339 allows leap seconds, which Date rejects.
    const at = Date.parse(
      text
        .toUpperCase()
        .replace(' ', 'T')
        .replace(/:60(?=\D)/, ':59'),
    )
    if (Number.isNaN(at)) context.addIssue({ code: 'custom', message: 'not a valid time' })
    return at
  })

const count = z.number().int().min(0)

/**
 * A session in the state file, whose format is amplihack's. Fields that older files lack get amplihack's default
 * values.
 */
const session = z.object({
  vm_name: z.string(),
  workspace: z.string().optional(),
  tmux_session: z.string().optional(),
  prompt: z.string().default(''),
  command: z.string().default('auto'),
  max_turns: count.default(10),
  status: z.enum(['pending', 'running', 'completed', 'failed', 'killed']),
  memory_mb: count.default(32768),
  created_at: time,
  started_at: time.nullish().transform(at => at ?? null),
  completed_at: time.nullish().transform(at => at ?? null),
  exit_code: z
    .number()
    .int()
    .nullish()
    .transform(code => code ?? null),
})

const machine = z.object({
  name: z.string().optional(),
  size: z.string().default(''),
  region: z.string().optional(),
  created_at: time.nullish(),
  cordoned: z.boolean().nullish(),
  draining: z.boolean().nullish(),
})

/**
 * A machine of the pool: in the state file, its own fields are in `vm`; in the output of `status --json`, which
 * fleetmux also reads, they are beside `capacity`.
 */
const entry = machine.extend({
  vm: machine.optional(),
  capacity: count,
  /**
   * The ids of the active sessions on the machine of this pool entry, or only their number. For a number, the ids are
   * those of the sessions on that machine in the state file that have not ended.
   */
  active_sessions: z.union([z.array(z.string()), count]).default([]),
})

/**
 * fleetmux's own fields of a session. They are stored outside amplihack's objects, in which amplihack drops unknown
 * fields.
 */
const extra = z.object({
  agent: z.string().optional(),
  repository: z.string().optional(),
  base: z.string().optional(),
  configured: z.boolean().optional(),
})

export const fileSchema = z.object({
  sessions: z.record(z.string(), session).default({}),
  vm_pool: z.record(z.string(), entry).default({}),
  fleetmux: z.object({ sessions: z.record(z.string(), extra).default({}) }).optional(),
})

export type StateFile = z.infer<typeof fileSchema>
export type PoolFileEntry = StateFile['vm_pool'][string]
