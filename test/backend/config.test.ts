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
])('%j is refused, with its place', async (notify, place) => {
  await expect(read({ notify })).rejects.toThrow(`config.json, at ${place} has a value`)
})

test('keys that mean nothing are told with their place, and stop nothing', async () => {
  const hosts = [{ name: 'a', colour: 'red' }]
  const config = await read({ hosts, sound: 1, notify: { loud: true }, agents: { own: { x: 1 } } })
  expect(config.hosts).toEqual([{ name: 'a', transport: 'ssh', address: 'a' }])
  const path = join(dir, 'config.json')
  expect(config.warnings.toSorted()).toEqual([
    `${path}: fleetmux does not know "colour" of hosts.0: it is kept, and means nothing.`,
    `${path}: fleetmux does not know "loud" of notify: it is kept, and means nothing.`,
    `${path}: fleetmux does not know "sound": it is kept, and means nothing.`,
    `${path}: fleetmux does not know "x" of agents.own: it is kept, and means nothing.`,
  ])
})

test.each([
  [[{ name: 'a' }, { name: 'a' }], 'hosts.1.name', 'two hosts are called a'],
  [[{ name: 'a', enabled: false }, { name: 'a' }], 'hosts.1.name', 'two hosts are called a'],
  [
    [
      { name: 'a', default: true },
      { name: 'b', default: true },
    ],
    'hosts.1.default',
    'two hosts',
  ],
  [[{ name: '-oProxyCommand=date' }], 'hosts.0.name', 'begin with "-"'],
  [[{ name: 'a\nb' }], 'hosts.0.name', 'hold "\\n"'],
  [[{ name: 'a$b' }], 'hosts.0.name', 'holds "$"'],
  [[{ name: 'a', address: 'x:port' }], 'hosts.0.address', 'must be a number'],
  [[{ name: 'a', environment: { '1A': 'b' } }], 'hosts.0.environment.1A', 'not the name'],
  [[{ name: 'a', directory: 'src' }], 'hosts.0.directory', 'begins with /'],
  [[{ name: 'a', capacity: 0, colour: 'red' }], 'hosts.0.capacity', ''],
])('%j is refused, with its place', async (hosts, place, why) => {
  await expect(read({ hosts })).rejects.toThrow(`config.json, at ${place} has a value`)
  await expect(read({ hosts })).rejects.toThrow(why)
})
