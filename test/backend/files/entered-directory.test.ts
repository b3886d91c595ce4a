import { chmod, chown, mkdir, mkdtemp, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { enterDirectory } from '../../../src/backend/files/entered-directory.ts'
import { claimPart, removeAbandoned } from '../../../src/backend/host-files/transfer/part-file.ts'

const USER = 65534
let dir: string
beforeEach(async () => {
  dir = await mkdtemp('/tmp/fmed-')
  await chmod(dir, 0o755)
})
afterEach(() => rm(dir, { recursive: true, force: true }))

/** Root may list every directory, so another user stands for all but root. */
async function asUser<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work()
  process.seteuid?.(USER)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}

test.runIf(process.platform === 'linux')(
  'a file is fetched into a directory that may be written, but not listed',
  async () => {
    const path = join(dir, 'unlisted')
    await mkdir(path)
    if (process.getuid?.() === 0) await chown(path, USER, USER)
    await chmod(path, 0o300)
    await asUser(async () => {
      const entered = await enterDirectory(path)
      const part = await claimPart(entered.at('file'), true)
      const file = await open(part.path, 'wx', 0o600)
      await file.writeFile('content')
      await file.close()
      await rename(part.path, entered.at('file'))
      await removeAbandoned(entered.at('file'))
      await part.close()
      await entered.close()
    })
    await chmod(path, 0o700)
    expect(await readFile(join(path, 'file'), 'utf8')).toBe('content')
  },
)
