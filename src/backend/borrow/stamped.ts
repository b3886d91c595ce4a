import type { Config } from '../config.ts'
import { stampOf } from './place.ts'

/** A configuration, and what its file was like just before it was read; a stamp of '' is no file. */
export interface Stamped {
  readonly path: string
  readonly stamp: string
  readonly value: Config
}

/** Reads and checks the configuration. @throws FailureError where it does not fit. */
export async function readStamped(): Promise<Stamped> {
  const { configPath, readConfig } = await import('../config.ts')
  const path = configPath()
  const stamp = stampOf(path)
  return { path, stamp, value: readConfig(path) }
}
