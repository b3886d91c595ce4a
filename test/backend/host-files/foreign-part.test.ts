import { chown, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimPart, removeAbandoned } from '../../../src/backend/host-files/transfer/part-file.ts'

/* Where others may write, one of them has put something under the name of the part of an interrupted download. */

let dir: string
let target: string
let theirs: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fmfp-'))
  target = join(dir, 'file')
  theirs = join(dir, '.file.fleetmux-part')
  await writeFile(theirs, 'theirs')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const isRoot = process.getuid?.() === 0
test.skipIf(!isRoot && !process.env['CI'])(
  'it is neither taken nor removed, and a part of ours keeps its own name',
  async () => {
    await chown(theirs, 65534, 65534)
    const part = await claimPart(target, true)
    expect(part.file).toBeNull()
    await writeFile(part.path, 'ours')
    await part.release()
    expect(await readFile(part.path, 'utf8')).toBe('ours')
    await removeAbandoned(target)
    expect(await readFile(theirs, 'utf8')).toBe('theirs')
  },
)

test('one of ours is gone on with, and removed at the end', async () => {
  const part = await claimPart(target, true)
  expect(part.file?.size).toBe('theirs'.length)
  await part.release()
  await removeAbandoned(target)
  expect(await readdir(dir)).toEqual([])
})
