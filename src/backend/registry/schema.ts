import { z } from 'zod'

/** RFC 3339 of any precision, as epoch milliseconds. */
const time = z
  .string()
  .regex(
    /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/,
    'a time such as 2026-05-02T20:30:14Z',
  )
  .transform((text, context) => {
    // Leap seconds exist there, and not in Date.
    const at = Date.parse(
      text
        .toUpperCase()
        .replace(' ', 'T')
        .replace(/:60(?=\D)/, ':59'),
    )
    if (Number.isNaN(at)) context.addIssue({ code: 'custom', message: 'there is no such time' })
    return at
  })

const count = z.number().int().min(0)

/** One session, as amplihack writes it. What may be missing in older files has amplihack's own default. */
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

/** A pooled machine: what the document of `status --json` puts beside the capacity, the file puts into `vm`. */
const entry = machine.extend({
  vm: machine.optional(),
  capacity: count,
  /** A number tells no ids: they are those of the sessions that have not ended there. */
  active_sessions: z.union([z.array(z.string()), count]).default([]),
})

/** What is fleetmux's own about a session: amplihack drops what it does not know inside of its own. */
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
