import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** Whether one of the PATH directories has this program. */
export async function isInstalled(name: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const directories = (env['PATH'] ?? '').split(delimiter).filter(Boolean)
  const found = await Promise.allSettled(
    directories.map(directory => access(join(directory, name), constants.X_OK)),
  )
  return found.some(({ status }) => status === 'fulfilled')
}
