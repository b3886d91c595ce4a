import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
    await renameIntoPlace(place, { part, way: target, target }, false, failing(code))
    expect(await readFile(target, 'utf8')).toBe(code)
  }
})

test('any other error of the link is told, and the part stays for --resume', async () => {
  for (const code of ['EACCES', 'ENOSPC', 'EIO', 'EROFS'])
    await expect(
      renameIntoPlace(place, { part, way: target, target }, false, failing(code)),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/^h:file was fetched/),
      failure: {
        host: 'h',
        what: `h:file was fetched, but could not be renamed to ${target} on this machine.`,
      },
    })
  expect(await readFile(part, 'utf8')).toBe('new')
  await expect(readFile(target)).rejects.toThrow('ENOENT')
})

test('a file that came meanwhile is not replaced, with hard links and without', async () => {
  const other = () => writeFile(target, 'of another')
  for (const code of ['EEXIST', 'EPERM'])
    await expect(
      renameIntoPlace(place, { part, way: target, target }, false, failing(code, other)),
    ).rejects.toThrow('already exists')
  expect(await readFile(target, 'utf8')).toBe('of another')
  await renameIntoPlace(place, { part, way: target, target }, true)
  expect(await readFile(target, 'utf8')).toBe('new')
})
