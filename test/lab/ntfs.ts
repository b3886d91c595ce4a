import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { capture } from './process.ts'
import { startProcessGuard } from './process-guard.ts'

/**
 * Whether NTFS can be mounted here: by ntfs-3g, which keeps no modes unless it is told to, like FAT, exFAT, and the
 * drives of Windows in WSL. Kernels of test machines often have neither of these.
 */
export const hasNtfs =
  process.getuid?.() === 0 &&
  existsSync('/dev/fuse') &&
  ['mkntfs', 'ntfs-3g', 'lowntfs-3g'].every(
    name => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0,
  )

export interface Mounted {
  readonly path: string
  close(): Promise<void>
}

/** Mounts a new file system below this directory. `program`: lowntfs-3g can ignore case. */
export async function mountNtfs(
  directory: string,
  options: string,
  program: 'ntfs-3g' | 'lowntfs-3g' = 'ntfs-3g',
): Promise<Mounted> {
  const [image, path] = [join(directory, 'image'), join(directory, 'mounted')]
  mkdirSync(path)
  await capture('truncate', ['-s', '16M', image])
  await capture('mkntfs', ['-F', '-Q', '-q', image])
  // Also where the run is interrupted, nothing stays mounted.
  const guard = startProcessGuard(directory, 'umount "$1/mounted" || umount -l "$1/mounted"')
  await capture(program, ['-o', options, image, path])
  return { path, close: () => guard.end() }
}
