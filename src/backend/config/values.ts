import { initialState } from '../../state/initial.ts'
import type { HostConfig } from '../../state/model/host-config.ts'
import type { ConfigValue } from '../../state/model/settings/config-value.ts'
import { checkConfig, configPath, readConfigText } from './config.ts'

/**
 * All effective values with their sources: the path of config.json, `default`, or the path of another tool's file that
 * names hosts.
 * @throws FailureError if the configuration is invalid.
 */
export function readValues(
  hosts: readonly HostConfig[],
  path = configPath(),
): readonly ConfigValue[] {
  const text = readConfigText(path)
  checkConfig(text, path)
  const { hosts: own = [], ...settings } = JSON.parse(text)
  const written = [
    ...leaves('', settings),
    ...own.flatMap(({ name, ...entry }: { name: string }) => leaves(`hosts.${name}`, entry)),
  ]
  const said = new Set(written.map(([key]) => key))
  const { settings: defaults } = initialState()
  const rest = leaves('', defaults).filter(([key]) => !said.has(key))
  const theirs = hosts.filter(host => host.from !== undefined)
  return [
    ...written.map(([key, value]) => toValue(key, value, path)),
    ...theirs.map(host => toValue(`hosts.${host.name}.address`, host.address, host.from ?? '')),
    ...rest.map(([key, value]) => toValue(key, value, 'default')),
  ]
}

function toValue(key: string, value: unknown, origin: string): ConfigValue {
  return { key, value, origin }
}

/**
 * All values at the ends of a nested object, each with its path. An empty object counts as such a value, because a host
 * in the configuration may have a name and no settings.
 */
function leaves(key: string, value: unknown): [key: string, value: unknown][] {
  const isBranch = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isBranch) return [[key, value]]
  const inside = Object.entries(value)
  if (inside.length === 0 && key !== '') return [[key, value]]
  return inside.flatMap(([name, each]) => leaves(key === '' ? name : `${key}.${name}`, each))
}
