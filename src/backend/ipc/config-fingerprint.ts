import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { now } from '../clock.ts'
import type { Config } from '../config/config.ts'
import { cacheDirectory, readCached, writeCached } from '../files/cache.ts'
import { fingerprintOf, isFresh } from '../files/file-fingerprint.ts'

/**
 * A checked configuration. `stamp`: the fingerprint of its file, taken right before the file was read; '' if there is
 * no file.
 */
export interface FingerprintedConfig {
  readonly path: string
  readonly stamp: string
  readonly value: Config
}

interface Kept extends FingerprintedConfig {
  /**
   * Identifies the release of fleetmux that checked the configuration, and the environment variables that determine
   * where the configuration is. If either differs now, the cached result is not used.
   */
  readonly by: string
}

/**
 * Reads and checks the configuration, or returns the cached result if its file has not changed. The cache saves time:
 * the code that checks the configuration takes longer to load than the rest of a command.
 * @throws FailureError when the configuration is invalid.
 */
export async function readFingerprintedConfig(
  env: NodeJS.ProcessEnv,
): Promise<FingerprintedConfig> {
  const cache = join(cacheDirectory(env), 'config.json')
  const by = checkedBy(env)
  const kept = readCached(cache)
  if (isKept(kept) && kept.by === by && fingerprintOf(kept.path) === kept.stamp) return kept
  const { configPath, readConfig } = await import('../config/config.ts')
  const path = configPath()
  const stamp = fingerprintOf(path)
  const read = { path, stamp, value: readConfig(path) }
  const keeps = !isFresh(stamp, now()) && !isSecret(read.value)
  if (keeps) writeCached(cache, { by, ...read } satisfies Kept)
  return read
}

/**
 * Identifies the program that checks the configuration, and the user's environment. Another release of fleetmux may
 * know other keys of the configuration, and another home directory has another configuration file.
 */
function checkedBy(env: NodeJS.ProcessEnv): string {
  const program = fileURLToPath(import.meta.url)
  return JSON.stringify([program, fingerprintOf(program), env['HOME'], env['XDG_CONFIG_HOME']])
}

/**
 * Whether the configuration sets environment variables. Their values may be secrets, so such a configuration is not
 * written to the cache file, and each command reads and checks it again.
 */
function isSecret({ hosts, local }: Config): boolean {
  return [...hosts, local].some(({ environment = {} }) => Object.keys(environment).length > 0)
}

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && 'by' in value && 'value' in value
}
