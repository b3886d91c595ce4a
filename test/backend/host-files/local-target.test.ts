import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { renameIntoPlace } from '../../../src/backend/host-files/transfer/local-target.ts'

let dir: string
let part: string
let target: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fmlt-'))
  ;[part, target] = [join(dir, 'part'), join(dir, 'target')]
  await writeFile(part, 'new')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const place = { host: 'h', path: 'file' }
const failing = (code: string, before: () => Promise<void> = async () => {}) => {
  return async () => {
    await before()
    throw Object.assign(new Error(`${code}: no link`), { code })
  }
}

test('without hard links the part is renamed', async () => {
  for (const code of ['EPERM', 'ENOTSUP', 'ENOSYS']) {
    await writeFile(part, code)
    await rm(target, { force: true })
    await renameIntoPlace(place, { part, way: target, target }, {}, failing(code))
    expect(await readFile(target, 'utf8')).toBe(code)
  }
})

const REASONS = {
  EACCES: 'you have no permission',
  ENOSPC: 'the disk of this machine is full',
  EIO: 'the disk of this machine reported an error',
  EROFS: 'the file system is read-only',
  EBUSY: 'EBUSY: no link',
}

test('any other error of the link is told, and the part stays for --resume', async () => {
  for (const [code, why] of Object.entries(REASONS))
    await expect(
      renameIntoPlace(place, { part, way: target, target }, {}, failing(code)),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/^h:file was fetched/),
      failure: {
        host: 'h',
        what: `h:file was fetched, but could not be renamed to ${target} on this machine.`,
        why,
        hint: `Check whether you may write to ${dirname(target)} and replace ${target}. The part that arrived is kept: continue with --resume.`,
      },
    })
  expect(await readFile(part, 'utf8')).toBe('new')
  await expect(readFile(target)).rejects.toThrow('ENOENT')
})

test('a file that came meanwhile is not replaced, with hard links and without', async () => {
  const other = () => writeFile(target, 'of another')
  for (const code of ['EEXIST', 'EPERM'])
    await expect(
      renameIntoPlace(place, { part, way: target, target }, {}, failing(code, other)),
    ).rejects.toThrow('already exists')
  expect(await readFile(target, 'utf8')).toBe('of another')
  await renameIntoPlace(place, { part, way: target, target }, { force: true })
  expect(await readFile(target, 'utf8')).toBe('new')
})
