import { randomBytes } from 'node:crypto'
import { chmod, copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { git } from '../git.ts'
import type { Quarantine } from './quarantine.ts'

/** File types in the order of copying. The index is last, because git uses a pack as soon as its index exists. */
const KINDS = ['.pack', '.rev', '.idx']

/**
 * Copies the checked packs into the user's repository. Each file is copied under a temporary name and renamed. Existing
 * files stay unchanged, and a failed copy is removed.
 */
export async function adoptPacks({ directory, root, both }: Quarantine): Promise<void> {
  const from = join(directory, 'objects', 'pack')
  const objects = (await git(['rev-parse', '--git-path', 'objects'], both)).replace(/\n$/, '')
  const to = resolve(root, objects, 'pack')
  await mkdir(to, { recursive: true })
  // Give the new files the read permissions of the existing packs.
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
  // Use git's prefix for temporary packs: if this process is killed, git removes the file later.
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
