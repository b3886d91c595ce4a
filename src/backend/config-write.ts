import { basename, dirname } from 'node:path'
import Conf from 'conf'
import { configPath, readConfig } from './config.ts'

/**
 * Changes values of the configuration and keeps the rest; makes the file where there is none.
 * @throws FailureError where the file cannot be read: nothing is lost then.
 */
export function writeConfig(values: Readonly<Record<string, unknown>>, path = configPath()): void {
  readConfig(path)
  const conf = new Conf({
    cwd: dirname(path),
    configName: basename(path, '.json'),
    accessPropertiesByDotNotation: false,
    serialize: value => `${JSON.stringify(value, null, 2)}\n`,
  })
  conf.store = { ...conf.store, ...values }
}

/** The hosts as they stand in the file, with all that stands there about them. */
export function writtenHosts(path = configPath()): readonly unknown[] {
  const conf = new Conf({ cwd: dirname(path), configName: basename(path, '.json') })
  const hosts = conf.get('hosts')
  return Array.isArray(hosts) ? hosts : []
}
