import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Is there a program of this name on the PATH? The tests of a login shell that is not there are skipped. */
export function isInstalled(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some(directory => {
    try {
      accessSync(join(directory, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
