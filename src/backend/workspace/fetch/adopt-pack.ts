import { randomBytes } from 'node:crypto'
import { chmod, copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { git } from '../git.ts'
import type { Quarantine } from './quarantine.ts'

/** In the order in which git wants to find them: a pack counts from the moment its index is there. */
const KINDS = ['.pack', '.rev', '.idx']

/**
 * Gives the checked packs to the person's repository: each file is copied beside its place and renamed. What was
 * there is not touched, and of a copy that fails nothing stays.
 */
export async function adoptPacks({ directory, root, both }: Quarantine): Promise<void> {
  const from = join(directory, 'objects', 'pack')
  const objects = (await git(['rev-parse', '--git-path', 'objects'], both)).replace(/\n$/, '')
  const to = resolve(root, objects, 'pack')
  await mkdir(to, { recursive: true })
  // Who may read the packs there may read these.
  const mode = (await stat(to)).mode & 0o444
  const names = await readdir(from)
  for (const kind of KINDS) {
    for (const name of names.filter(
      each => /^pack-[0-9a-f]+\.\w+$/.test(each) && each.endsWith(kind),
    ))
      await place(join(from, name), join(to, name), mode)
  }
}

async function place(from: string, to: string, mode: number): Promise<void> {
  // git takes files of such a name for what a git that was ended has left, and removes them in time.
  const fresh = join(resolve(to, '..'), `tmp_pack_${randomBytes(6).toString('hex')}`)
  try {
    await copyFile(from, fresh)
    await chmod(fresh, mode)
    await rename(fresh, to)
  } catch (thrown) {
    await rm(fresh, { force: true })
    throw thrown
  }
}
