import * as z from 'zod'

/** The protocols to communicate with agents, implemented in `dialects/`. */
export const DIALECTS = [
  ...['claude', 'claude-lines', 'codex-app-server', 'codex-exec', 'acp'],
  ...['gemini', 'opencode', 'copilot', 'text'],
] as const
export type DialectName = (typeof DIALECTS)[number]

/** The description of a run in its directory on the host. It has everything that is needed to read its streams. */
export const runSpecSchema = z.object({
  version: z.literal(1),
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
  agent: z.string().max(200),
  dialect: z.enum(DIALECTS),
  model: z.string().max(200).optional(),
  /** The beginning of the prompt. */
  title: z.string().max(200),
  /** The requested directory on the host, never relative. Empty: a directory that was made for the run. */
  cwd: z.string().max(4096),
  /** The lines that fleetmux's own script on the host writes into the run's stderr begin with this mark. */
  mark: z.string().regex(/^[0-9a-f]{32}$/),
  /** Epoch milliseconds, by the clock of the machine that started the run. */
  created: z.number().int().nonnegative(),
  permissions: z.enum(['ask', 'allow', 'deny']),
  session: z.string().max(500).optional(),
  fork: z.string().max(500).optional(),
  tags: z.array(z.string().max(200)).max(50),
  /** The workspace that was made for the run, and the commit and repository that it was made from. */
  workspace: z
    .object({
      id: z.string().max(100),
      path: z.string().max(4096),
      base: z.string().max(100),
      repository: z.string().max(4096),
    })
    .optional(),
  /** The container that was created for the run. The directory `cwd` of the host is mounted in it as `/workspace`. */
  container: z
    .object({ engine: z.literal('docker'), image: z.string().max(600), name: z.string().max(200) })
    .optional(),
  timeout: z.number().int().nonnegative().optional(),
})
export type RunSpec = z.infer<typeof runSpecSchema>

/** One run of one host, without the content of its stream. */
export interface RunRow {
  readonly host: string
  readonly spec: RunSpec
  /** `gone`: the run and its supervisor have died, for example when the host restarted. */
  readonly state: 'running' | 'ended' | 'gone'
  /** The exit code of the run's agent; null: the run has not ended. */
  readonly code: number | null
}
