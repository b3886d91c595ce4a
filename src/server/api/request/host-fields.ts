import * as z from 'zod'
import { HOST_FIELDS } from '../../../state/hosts/host-field.ts'
import type { HostEntry } from '../../../state/model/host-config.ts'

const given = z.unknown().optional()

/** Fields of a host as in the configuration, where host and port are one address. */
const FIELDS = [
  ...HOST_FIELDS.filter(field => field !== 'host' && field !== 'port'),
  ...(['address', 'enabled', 'default'] as const),
]
/** The fields as the request gives them. Their values are checked only when the host is saved. */
export const hostBody = z.strictObject(
  Object.fromEntries(FIELDS.map(field => [field, given])) as Record<keyof HostEntry, typeof given>,
)

export const testBody = z
  .strictObject({
    agents: z.boolean().default(false).describe('`true`: also which agents are installed'),
  })
  .default({ agents: false })

export const importBody = z.strictObject({
  from: z.enum(['atmux', 'ssh']),
  names: z
    .array(z.string().min(1))
    .optional()
    .describe('with `ssh`, the hosts to import; default: all'),
})

export const discoverBody = z.strictObject({
  from: z.enum(['docker', 'kube']).describe('`docker`: containers; `kube`: pods'),
  context: z
    .string()
    .min(1)
    .optional()
    .describe('the context of docker or kubectl; default: the current one'),
  namespace: z
    .string()
    .min(1)
    .optional()
    .describe('the namespace of the pods; default: that of the context'),
})

export const closeBody = z
  .strictObject({
    host: z.string().min(1).optional().describe('only those to this host; default: all'),
  })
  .default({})
