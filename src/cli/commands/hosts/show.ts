import type { Fleet } from '../../../state/fleet-handle.ts'
import { followsSshConfig } from '../../../state/hosts/config-entry.ts'
import { addressOf } from '../../../state/hosts/describe.ts'
import { fieldsOf } from '../../../state/hosts/form-fields.ts'
import { HOST_FIELDS, type HostFields } from '../../../state/hosts/host-field.ts'
import { FailureError } from '../../../state/model/failure.ts'
import type { HostConfig } from '../../../state/model/host-config.ts'
import { unknownHost } from '../../args/host-arguments.ts'
import type { Call } from '../../command/command.ts'
import { DONE } from '../../command/exit.ts'
import { toJson } from '../../print/json.ts'
import { table } from '../../print/table.ts'

/** The fields that the first rows do not tell. */
const OTHERS = HOST_FIELDS.filter(field => !['name', 'transport', 'host', 'port'].includes(field))

/** Prints the configuration of a host. Of environment variables it prints only the names: values may be secrets. */
export async function showHost(call: Call, [name = '']: readonly string[]): Promise<number> {
  const config = configOf(await call.open([]), name)
  if (call.flags.is('json')) {
    const { environment = {}, options: _, ...rest } = config
    const more = { environment: Object.keys(environment), usesSshConfig: followsSshConfig(config) }
    await call.print(toJson({ host: { ...rest, ...more } }))
    return DONE
  }
  const rows = rowsOf(config).filter(([, value]) => value !== '')
  for (const line of table(['FIELD', 'VALUE'], rows, call.terminal)) await call.print(line)
  return DONE
}

/** The configuration of a host. @throws FailureError if there is no host with this name. */
export function configOf({ store }: Fleet, name: string): HostConfig {
  const config = store.getState().hosts.get(name)?.config
  if (config) return config
  throw new FailureError(unknownHost(name))
}

function rowsOf(config: HostConfig): [field: string, value: string][] {
  // A user that is part of the address stands there already, and values of environment variables may be secrets.
  const shown: HostFields = {
    ...fieldsOf(config),
    user: config.user ?? '',
    environment: Object.keys(config.environment ?? {}).join(', '),
  }
  return [
    ['name', config.name],
    ['address', addressOf(config)],
    ['user, port, key', followsSshConfig(config) ? 'using ssh config' : ''],
    ['transport', config.transport],
    ...OTHERS.map((field): [string, string] => [field, shown[field]]),
    ['enabled', config.disabled ? 'no' : 'yes'],
    ['default', config.default ? 'yes' : ''],
    ['from', config.from ?? ''],
  ]
}
