/** The fields of the form, in its order; each holds text as a person types it. */
export const HOST_FIELDS = [
  'name',
  'transport',
  'host',
  'port',
  'user',
  'key',
  'jump',
  'pod',
  'selector',
  'container',
  'namespace',
  'context',
  'workdir',
  'directory',
  'environment',
  'tags',
  'tier',
  'capacity',
  'region',
  'attach',
] as const

export type HostField = (typeof HOST_FIELDS)[number]
/** `environment`: a `NAME=value` a line. `tags`: words with commas or spaces between. */
export type HostFields = Readonly<Record<HostField, string>>

/** What a person can choose between; this machine needs no entry. */
export const TRANSPORTS = ['ssh', 'ssh2', 'docker', 'kube'] as const

export type Transport = (typeof TRANSPORTS)[number]

/** Where a host is, in fields: all others mean the same to every kind. */
export const PLACES: Readonly<Record<Transport, readonly HostField[]>> = {
  ssh: ['host', 'port', 'user', 'key'],
  ssh2: ['host', 'port', 'user', 'key', 'jump'],
  docker: ['container', 'user', 'workdir', 'context'],
  kube: ['pod', 'selector', 'container', 'namespace', 'context'],
}

const PLACED: ReadonlySet<HostField> = new Set(Object.values(PLACES).flat())

/** The fields that a host of this kind has, in the order of the form. */
export function fieldsFor(transport: string): readonly HostField[] {
  const [name, kind, ...rest] = HOST_FIELDS.filter(field => !PLACED.has(field))
  return [name, kind, ...PLACES[kindOf(transport)], ...rest].filter(field => field !== undefined)
}

/** Whether user, port and key are left to the user's ssh_config. */
export function leavesToSsh({ transport, port, user, key }: HostFields): boolean {
  return kindOf(transport) === 'ssh' && port === '' && user === '' && key === ''
}

/** A kind that nobody knows is not told here: whoever reads the entry says so. */
export function kindOf(transport: string): Transport {
  return TRANSPORTS.find(each => each === transport) ?? 'ssh'
}

/** Whether no address leads there. */
export function isPlaced({ transport }: HostFields): boolean {
  const kind = kindOf(transport)
  return kind === 'docker' || kind === 'kube'
}
