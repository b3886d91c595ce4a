import { existsSync, readFileSync } from 'node:fs'
import { watch } from 'chokidar'
import Conf from 'conf'
import { z } from 'zod'
import { parseAddress } from '../state/address.ts'
import { type Failure, FailureError } from '../state/failure.ts'
import { type HostConfig, type Settings, THIS_MACHINE } from '../state/model.ts'
import { agentsSchema, type WrittenAgents } from './agent/custom.ts'

/** What makes a host a part of the pool. */
const poolFields = {
  capacity: z.number().int().min(1).max(1000).optional(),
  tier: z.enum(['s', 'm', 'l', 'xl']).optional(),
  region: z.string().optional(),
}

/** What a person may write into config.json. Unknown keys are kept, and named in a warning. */
const hostSchema = z.strictObject({
  name: z
    .string()
    .min(1, 'a host needs a name')
    .refine(name => name !== THIS_MACHINE, 'this name means this machine'),
  address: z.string().optional(),
  ...poolFields,
  tags: z.array(z.string().regex(/^[^\s,]+$/, 'a word without spaces and commas')).optional(),
  enabled: z.boolean().optional(),
  attach: z.enum(['ssh', 'mosh']).optional(),
})

const notifySchema = z.strictObject({
  bell: z.boolean().default(true),
  osc: z.union([z.literal(false), z.enum(['9', '99', '777'])]).default(false),
  command: z.string().default(''),
})

const schema = z.strictObject({
  hosts: z.array(hostSchema).optional(),
  agents: agentsSchema.optional(),
  /** This machine. */
  local: z.strictObject(poolFields).optional(),
  mouse: z.boolean().optional(),
  theme: z.enum(['dark', 'light', 'none']).optional(),
  borders: z.enum(['unicode', 'ascii']).optional(),
  escape: z
    .string()
    .regex(/^(C-.|M-.|F\d{1,2})$/, 'a chord such as C-] or F12')
    .optional(),
  deadline: z.number().int().min(100).max(600_000).optional(),
  confirmAbove: z.number().int().min(1).max(100_000).optional(),
  notify: notifySchema.optional(),
  sshConfig: z.string().optional(),
  strategy: z.enum(['replace', 'new-window', 'split', 'popup']).optional(),
})

type Written = z.infer<typeof schema>

export interface Config {
  readonly hosts: readonly HostConfig[]
  /** Of all hosts that stand in it, those that are switched off too. */
  readonly names: readonly string[]
  readonly settings: Partial<Settings>
  /** What makes this machine a part of the pool, where something does. */
  readonly local: Pick<HostConfig, 'capacity' | 'tier' | 'region'>
  readonly agents: WrittenAgents
  /** Another ssh_config than the user's own, for `ssh -F`. */
  readonly sshConfig?: string
}

/** Where the configuration lies: `config.json` in the XDG configuration directory. */
export function configPath(): string {
  return new Conf({ projectName: 'fleetmux', projectSuffix: '', ...UNCHECKED }).path
}

/** conf reads the file anew at every question; what stands in it is checked here, with its place. */
const UNCHECKED = { clearInvalidConfig: false, deserialize: () => ({}) } as const

/**
 * Reads and checks the file; none is an empty one.
 * @throws FailureError with the place: line and column of a slip in the JSON, or the path of a bad value.
 */
export function readConfig(path: string): Config {
  if (!existsSync(path)) return { hosts: [], names: [], settings: {}, local: {}, agents: {} }
  return toConfig(check(parse(readFileSync(path, 'utf8'), path), path))
}

/** Tells of every later edit: the new configuration, or what is wrong with it. Returns the way to stop. */
export function watchConfig(
  path: string,
  changed: (config: Config) => void,
  wrong: (failure: Failure) => void,
): () => Promise<void> {
  const watcher = watch(path, {
    ignoreInitial: true,
    awaitWriteFinish: { stabilityThreshold: 50, pollInterval: 10 },
  })
  watcher.on('all', () => {
    try {
      changed(readConfig(path))
    } catch (error) {
      if (!(error instanceof FailureError)) throw error
      wrong(error.failure)
    }
  })
  return () => watcher.close()
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw bad(
      path,
      place(text, error),
      'is not JSON',
      error instanceof Error ? error.message : String(error),
    )
  }
}

function check(value: unknown, path: string): Written {
  const checked = schema.safeParse(value)
  if (checked.success) return checked.data
  const [issue] = checked.error.issues
  throw bad(
    path,
    `, at ${issue?.path.join('.') || 'the top'}`,
    'has a value that does not fit',
    issue?.message ?? '',
  )
}

function toConfig({
  hosts = [],
  local = {},
  agents = {},
  sshConfig,
  ...settings
}: Written): Config {
  const enabled = hosts.filter(host => host.enabled !== false)
  const twice = enabled.find(
    (host, index) => enabled.findIndex(other => other.name === host.name) !== index,
  )
  if (twice) throw usage(`Two hosts are called ${twice.name}.`)
  return {
    hosts: enabled.map(({ name, address = name, tags, attach, enabled: _, ...pool }) => {
      parseAddress(address)
      const more = {
        ...poolOf(pool),
        ...(tags && { tags }),
        ...(attach && { attach }),
      }
      return { name, transport: 'ssh', address, ...more }
    }),
    names: hosts.map(host => host.name),
    settings,
    local: poolOf(local),
    agents,
    ...(sshConfig !== undefined && { sshConfig }),
  }
}

function poolOf({ capacity, tier, region }: NonNullable<Written['local']>): Config['local'] {
  return {
    ...(capacity !== undefined && { capacity }),
    ...(tier && { tier }),
    ...(region !== undefined && { region }),
  }
}

/** `:3:14`, from the offset in the parser's message. */
function place(text: string, error: unknown): string {
  const at = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
  const before = text.slice(0, at === undefined ? text.length : Number(at)).split('\n')
  return `:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`
}

function bad(path: string, where: string, what: string, why: string): FailureError {
  return new FailureError({
    kind: 'usage',
    what: `${path}${where} ${what}.`,
    why,
    now: 'Mend it there; until then the last good one is used.',
  })
}

function usage(what: string): FailureError {
  return new FailureError({ kind: 'usage', what })
}
