import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** A path of this machine as a person writes it on a screen: `~/...`, absolute, or from where fleetmux was started. */
export function localPath(written: string): string {
  if (written === '~' || written.startsWith('~/')) return join(homedir(), written.slice(1))
  return resolve(written)
}
