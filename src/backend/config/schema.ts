import * as z from 'zod'
import { PLACE_FIELDS, specOf, TEXT_FIELDS } from '../../state/hosts/host-field.ts'
import { TRANSPORTS } from '../../state/hosts/host-field-spec.ts'
import { placeTrouble } from '../../state/hosts/transport-fields.ts'
import { addressTrouble, nameTrouble, variableTrouble } from '../../state/hosts/validation-error.ts'
import type { HostPlace } from '../../state/model/host-config.ts'
import { profileSchema } from '../../state/runs/profile.ts'
import { ruleSchema } from '../../state/runs/rule-schema.ts'
import { agentsSchema } from '../agents/custom-schema.ts'
import { firstMisfit } from '../files/issue-text.ts'

/** A string that passes a check. If the check fails, its message is the error. */
function checked(trouble: (text: string) => string | null) {
  return z.string().superRefine((text, context) => {
    const message = trouble(text)
    if (message !== null) context.addIssue({ code: 'custom', message })
  })
}

/** Fields that make a host part of the pool: the hosts on which fleetmux may start agents. */
const poolFields = {
  capacity: z.number().int().min(1).max(1000).optional(),
  tier: z.enum(['s', 'm', 'l', 'xl']).optional(),
}

const environmentSchema = z.record(z.string(), z.string()).superRefine((variables, context) => {
  for (const name of Object.keys(variables)) {
    const message = variableTrouble(name)
    if (message !== null) context.addIssue({ code: 'custom', path: [name], message })
  }
})

type OptionalText = z.ZodOptional<z.ZodString>

/** Fields that say where a host is. Whether the host's transport allows each of them is checked with the transport. */
const placeFields = Object.fromEntries(
  PLACE_FIELDS.map(field => [field, z.string().optional()]),
) as Readonly<Record<keyof HostPlace, OptionalText>>

const textFields = Object.fromEntries(
  TEXT_FIELDS.map(field => [
    field,
    checked(text => specOf(field).check?.(text, []) ?? null).optional(),
  ]),
) as Readonly<Record<(typeof TEXT_FIELDS)[number], OptionalText>>

/** Fields of the local machine, which is a host without an entry in `hosts`. */
const localSchema = z.strictObject({
  ...poolFields,
  region: textFields.region,
  directory: textFields.directory,
  environment: environmentSchema.optional(),
})

/** The fields of a host in config.json. */
const hostSchema = z
  .strictObject({
    name: checked(nameTrouble),
    address: checked(addressTrouble).optional(),
    ...textFields,
    environment: environmentSchema.optional(),
    ...poolFields,
    tags: z
      .array(z.string().regex(/^[^\s,]+$/, 'must be a word without spaces and commas'))
      .optional(),
    transport: z.enum(TRANSPORTS).optional(),
    ...placeFields,
    enabled: z.boolean().optional(),
    default: z.boolean().optional(),
    attach: z.enum(['ssh', 'mosh']).optional(),
  })
  .superRefine(({ name, address, transport = 'ssh', ...place }, context) => {
    const trouble = placeTrouble(transport, place)
    if (trouble)
      context.addIssue({ code: 'custom', path: [trouble.field], message: trouble.message })
    const message = address === undefined ? addressTrouble(name) : null
    if (message !== null) context.addIssue({ code: 'custom', path: ['name'], message })
  })

const hostsSchema = z.array(hostSchema).superRefine((hosts, context) => {
  const names = hosts.map(host => host.name)
  const seen = new Set<string>()
  const twice = names.findIndex(name => seen.size === seen.add(name).size)
  const message = `two hosts are called ${names[twice]}`
  if (twice >= 0) context.addIssue({ code: 'custom', path: [twice, 'name'], message })
  const marked = hosts.flatMap((host, index) => (host.default ? [index] : []))
  const other = marked[1]
  if (other === undefined) return
  context.addIssue({
    code: 'custom',
    path: [other, 'default'],
    message: 'two hosts are the default',
  })
})

const URL_WORDS = 'must be empty, or an http or https URL'
const address = z.union(
  [z.literal(''), z.url({ protocol: /^https?$/, error: URL_WORDS })],
  URL_WORDS,
)

const CONTACT_WORDS = 'must be empty, mailto:ADDRESS or an https URL'
const ORIGIN_WORDS = 'must be an origin such as https://push.example.org'

const pushSchema = z.strictObject({
  contact: z
    .union(
      [z.literal(''), z.string().regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/, CONTACT_WORDS)],
      CONTACT_WORDS,
    )
    .default(''),
  text: z.boolean().default(false),
  ntfy: address.default(''),
  webhook: address.default(''),
  services: z
    .array(
      z
        .url({ protocol: /^https?$/, error: ORIGIN_WORDS, abort: true })
        .refine(isOrigin, ORIGIN_WORDS),
    )
    .default([]),
})

function isOrigin(url: string): boolean {
  return URL.canParse(url) && new URL(url).origin === url
}

const notifySchema = z.strictObject({
  bell: z.boolean().default(true),
  osc: z
    .union([z.literal(false), z.enum(['9', '99', '777'])], 'must be false, "9", "99" or "777"')
    .default(false),
  command: z.string().default(''),
  push: pushSchema.optional(),
})

/** The keys of config.json. Unknown keys are kept and named in a warning. */
export const configSchema = z.strictObject({
  hosts: hostsSchema.optional(),
  agents: agentsSchema.optional(),
  runs: z
    .strictObject({
      rules: z.array(ruleSchema).optional(),
      profiles: z.record(z.string(), profileSchema).optional(),
    })
    .optional(),
  work: z
    .strictObject({
      branch: z.string().min(1).max(200).optional(),
      layout: z
        .string()
        .regex(/^(\/|\{repo\}).*\{id\}/, 'must be absolute or below {repo}, and contain {id}')
        .optional(),
      ports: z.number().int().min(1).max(100).optional(),
      hookSeconds: z.number().int().min(1).max(86_400).optional(),
      setupSeconds: z.number().int().min(1).max(86_400).optional(),
    })
    .optional(),
  local: localSchema.optional(),
  mouse: z.boolean().optional(),
  theme: z.enum(['dark', 'light', 'none']).optional(),
  borders: z.enum(['unicode', 'ascii']).optional(),
  escape: z
    .string()
    .regex(/^(C-.|M-.|F\d{1,2})$/, 'must be a chord such as C-] or F12')
    .optional(),
  deadline: z.number().int().min(100).max(600_000).optional(),
  confirmAbove: z.number().int().min(1).max(100_000).optional(),
  notify: notifySchema.optional(),
  sshConfig: z.string().optional(),
  strategy: z.enum(['replace', 'new-window', 'split', 'popup']).optional(),
})

export type WrittenConfig = z.infer<typeof configSchema>

export interface Checked {
  readonly written: WrittenConfig
  /** One sentence for each unknown key, with its path. */
  readonly warnings: readonly string[]
}

/** An invalid value: its path, such as `hosts.2.capacity`, and the reason. */
export interface Misfit {
  readonly place: string
  readonly why: string
}

/** Checks the content of config.json. Unknown keys become warnings; invalid values are errors. */
export function checkWritten(value: unknown): Checked | Misfit {
  const first = configSchema.safeParse(value)
  if (first.success) return { written: first.data, warnings: [] }
  const unknown = first.error.issues.filter(issue => issue.code === 'unrecognized_keys')
  const known = structuredClone(value)
  for (const { path, keys } of unknown) for (const key of keys) take(known, [...path, key])
  const second = configSchema.safeParse(known)
  if (second.success) {
    const warnings = unknown.flatMap(({ path, keys }) => keys.map(key => warning(path, key)))
    return { written: second.data, warnings }
  }
  return firstMisfit(second.error)
}

function warning(path: readonly PropertyKey[], key: string): string {
  const where = path.length > 0 ? ` of ${path.join('.')}` : ''
  return `fleetmux does not know ${JSON.stringify(key)}${where}: it is ignored, and kept in the file.`
}

function take(value: unknown, path: readonly PropertyKey[]): void {
  const [key, ...rest] = path
  if (key === undefined || typeof value !== 'object' || value === null) return
  if (rest.length === 0) Reflect.deleteProperty(value, key)
  else take(Reflect.get(value, key), rest)
}
