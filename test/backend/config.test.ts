import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../src/backend/config.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fmcfg-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

async function read(config: object) {
  const path = join(dir, 'config.json')
  await writeFile(path, JSON.stringify(config))
  return readConfig(path)
}

test('of how to be told only what differs is written', async () => {
  expect((await read({ notify: { osc: '9' } })).settings.notify).toEqual({
    bell: true,
    osc: '9',
    command: '',
  })
  expect((await read({ notify: { bell: false, osc: false } })).settings.notify?.bell).toBe(false)
  expect((await read({})).settings.notify).toBeUndefined()
})

test.each([
  [{ osc: '8' }, 'notify.osc'],
  [{ bell: 'yes' }, 'notify.bell'],
  [{ command: ['x'] }, 'notify.command'],
  [{ sound: true }, 'notify'],
])('%j is refused, with its place', async (notify, place) => {
  await expect(read({ notify })).rejects.toThrow(`config.json, at ${place} has a value`)
})
