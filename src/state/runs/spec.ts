import { z } from 'zod'

/** The ways to speak with an agent; each is a file in `dialects/`. */
export const DIALECTS = [
  ...['claude', 'claude-lines', 'codex-app-server', 'codex-exec', 'acp'],
  ...['gemini', 'opencode', 'copilot', 'text'],
] as const
export type DialectName = (typeof DIALECTS)[number]

/** What a run is, as it stands in its directory on the host. Everything that is needed to read its streams. */
export const runSpecSchema = z.object({
  version: z.literal(1),
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
  /** The real agent. */
  agent: z.string().max(200),
  dialect: z.enum(DIALECTS),
  model: z.string().max(200).optional(),
  /** The beginning of the prompt. */
  title: z.string().max(200),
  /** The directory on the host in which it was asked to work; relative ones are not. Empty: one of its own. */
  cwd: z.string().max(4096),
  /** Lines of our own in the stream of errors begin with it. */
  mark: z.string().regex(/^[0-9a-f]{32}$/),
  /** Epoch milliseconds, by the clock of the machine that started it. */
  created: z.number().int().nonnegative(),
  permissions: z.enum(['ask', 'allow', 'deny']),
  session: z.string().max(500).optional(),
  fork: z.string().max(500).optional(),
  tags: z.array(z.string().max(200)).max(50),
  /** The workspace that was made for it, and the commit and the repository that it was made from. */
  workspace: z
    .object({
      id: z.string().max(100),
      path: z.string().max(4096),
      base: z.string().max(100),
      repository: z.string().max(4096),
    })
    .optional(),
  /** The container that was made for it, in which `cwd` is `/workspace`. */
  container: z
    .object({ engine: z.literal('docker'), image: z.string().max(600), name: z.string().max(200) })
    .optional(),
  /** How many texts `in` began with under keys of their own. */
  timeout: z.number().int().nonnegative().optional(),
})
export type RunSpec = z.infer<typeof runSpecSchema>

/** One run of one host, without what its stream tells. */
export interface RunRow {
  readonly host: string
  readonly spec: RunSpec
  /** `gone`: what watched over it has died with it, as at a restart of the host. */
  readonly state: 'running' | 'ended' | 'gone'
  /** As far as it has ended. */
  readonly code: number | null
}
