import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmod,
  chown,
  link,
  mkdtemp,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readCached } from '../../../src/backend/files/cache.ts'
import { openPrivate } from '../../../src/backend/files/private-file.ts'
import { withLock } from '../../../src/backend/state-file/lock.ts'
import { failureOf } from './place.ts'

/* A state file, a cache, a recording in a directory that others may write, too: what they have put there. */

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fms-'))
  await chmod(dir, 0o1777)
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const locked = (path: string) => failureOf(withLock(path, async () => {}))

test('a lock that is a link is not followed, and what it leads to is left as it is', async () => {
  await writeFile(join(dir, 'precious'), 'kept')
  await symlink(join(dir, 'precious'), join(dir, 'lock'))
  expect(await locked(join(dir, 'lock'))).toMatchObject({ kind: 'refused' })
  expect(await readFile(join(dir, 'precious'), 'utf8')).toBe('kept')
})

test('a lock that is another file of ours under a second name is refused, and the file is left as it is', async () => {
  await writeFile(join(dir, 'precious'), 'kept')
  await link(join(dir, 'precious'), join(dir, 'lock'))
  expect(await locked(join(dir, 'lock'))).toMatchObject({
    why: 'the file has more than one hard link',
  })
  expect(await readFile(join(dir, 'precious'), 'utf8')).toBe('kept')
})

test('a lock that others could take, as amplihack makes it, becomes ours alone', async () => {
  await writeFile(join(dir, 'lock'), '')
  await chmod(join(dir, 'lock'), 0o666)
  await withLock(join(dir, 'lock'), async () => {})
  expect((await stat(join(dir, 'lock'))).mode & 0o777).toBe(0o600)
})

test('a lock that is a pipe is refused at once', async () => {
  execFileSync('mkfifo', [join(dir, 'lock')])
  expect(await locked(join(dir, 'lock'))).toMatchObject({ why: 'it is not a regular file' })
})

const isRoot = process.getuid?.() === 0
if (!isRoot)
  process.stderr.write(
    '\n!!! not root: nothing can be given to another user, one test is skipped\n',
  )
test.skipIf(!isRoot && !process.env['CI'])(
  "a lock that another user holds is refused at once, in that one's name",
  async () => {
    await writeFile(join(dir, 'lock'), '', { mode: 0o666 })
    await chown(join(dir, 'lock'), 65534, 65534)
    expect(await locked(join(dir, 'lock'))).toMatchObject({ why: 'it belongs to user 65534' })
  },
)

test('a pipe in the place of what was cached is not waited for', () => {
  execFileSync('mkfifo', ['-m', '600', join(dir, 'cached')])
  const seen = spawnSync('sh', ['-c', 'ls -l "$1"', 'sh', join(dir, 'cached')])
  expect(seen.stdout.toString()).toMatch(/^prw-------/)
  expect(readCached(join(dir, 'cached'))).toBeNull()
})

test('a file of ours under a second name is not written over', async () => {
  await writeFile(join(dir, 'precious'), 'kept')
  await link(join(dir, 'precious'), join(dir, 'recording'))
  expect(() => openPrivate(join(dir, 'recording'))).toThrow('more than one hard link')
  expect(await readFile(join(dir, 'precious'), 'utf8')).toBe('kept')
})
