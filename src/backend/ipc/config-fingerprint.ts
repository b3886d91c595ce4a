import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { now } from '../clock.ts'
import type { Config } from '../config/config.ts'
import { cacheDirectory, readCached, writeCached } from '../files/cache.ts'
import { fingerprintOf, isFresh } from '../files/file-fingerprint.ts'

/** A configuration, and what its file was like just before it was read; a stamp of '' is no file. */
export interface FingerprintedConfig {
  readonly path: string
  readonly stamp: string
  readonly value: Config
}

interface Kept extends FingerprintedConfig {
  /** Which program checked it, and for whom. */
  readonly by: string
}

/**
 * Reads and checks the configuration, unless it was checked before and its file is still the same: what checks
 * it takes longer to load than all the rest of a word. @throws FailureError where it does not fit.
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

/** Another release knows other words; another home has another file. */
function checkedBy(env: NodeJS.ProcessEnv): string {
  const program = fileURLToPath(import.meta.url)
  return JSON.stringify([program, fingerprintOf(program), env['HOME'], env['XDG_CONFIG_HOME']])
}

/** Values of variables may be secrets: they stand in one file, and in no copy of it. */
function isSecret({ hosts, local }: Config): boolean {
  return [...hosts, local].some(({ environment = {} }) => Object.keys(environment).length > 0)
}

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && 'by' in value && 'value' in value
}
