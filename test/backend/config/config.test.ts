import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../../src/backend/config/config.ts'

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
  await expect(read({ notify })).rejects.toThrow(`config.json has an invalid value at ${place}.`)
})

test('keys that mean nothing are told with their place, and stop nothing', async () => {
  const hosts = [{ name: 'a', colour: 'red' }]
  const config = await read({ hosts, sound: 1, notify: { loud: true }, agents: { own: { x: 1 } } })
  expect(config.hosts).toEqual([{ name: 'a', transport: 'ssh', address: 'a' }])
  const path = join(dir, 'config.json')
  expect(config.warnings.toSorted()).toEqual([
    `${path}: fleetmux does not know "colour" of hosts.0: it is ignored, and kept in the file.`,
    `${path}: fleetmux does not know "loud" of notify: it is ignored, and kept in the file.`,
    `${path}: fleetmux does not know "sound": it is ignored, and kept in the file.`,
    `${path}: fleetmux does not know "x" of agents.own: it is ignored, and kept in the file.`,
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
  [[{ name: 'a\nb' }], 'hosts.0.name', 'contain "\\n"'],
  [[{ name: 'a$b' }], 'hosts.0.name', 'holds "$"'],
  [[{ name: 'a', address: 'x:port' }], 'hosts.0.address', 'must be a number'],
  [[{ name: 'a', environment: { '1A': 'b' } }], 'hosts.0.environment.1A', 'not the name'],
  [[{ name: 'a', directory: 'src' }], 'hosts.0.directory', 'begins with /'],
  [[{ name: 'a', capacity: 0, colour: 'red' }], 'hosts.0.capacity', ''],
  [[{}], 'hosts.0.name', ''],
  [[{ name: '' }], 'hosts.0.name', 'Name is required'],
  [[{ name: 'local' }], 'hosts.0.name', 'local means this machine'],
  [[{ name: 'a/b' }], 'hosts.0.name', 'contain "/"'],
  [[{ name: 'a,b' }], 'hosts.0.name', 'contain ","'],
  [[{ name: 'a', address: '-oProxyCommand=date' }], 'hosts.0.address', 'begins with "-"'],
  [[{ name: 'a', address: 'b\nc' }], 'hosts.0.address', 'holds "\\n"'],
  [[{ name: 'a', address: 'me@' }], 'hosts.0.address', 'the name is empty'],
  [[{ name: 'a', address: 'a:b:c' }], 'hosts.0.address', 'an IPv6 address must be in brackets'],
  [[{ name: 'a', key: 'b\nc' }], 'hosts.0.key', 'quotes or control characters'],
  [[{ name: 'a', directory: '/b\nc' }], 'hosts.0.directory', 'control character'],
  [[{ name: 'a', environment: { A: 1 } }], 'hosts.0.environment.A', ''],
  [[{ name: 'a', environment: { 'A B': '' } }], 'hosts.0.environment.A B', 'not the name'],
  [[{ name: 'a', environment: { 'A=B': '' } }], 'hosts.0.environment.A=B', 'not the name'],
  [[{ name: 'a', environment: { '': '' } }], 'hosts.0.environment.', 'not the name'],
  [[{ name: 'a', tags: ['b c'] }], 'hosts.0.tags.0', 'must be a word without spaces and commas'],
  [[{ name: 'a', tier: 'huge' }], 'hosts.0.tier', ''],
  [[{ name: 'a', capacity: 1001 }], 'hosts.0.capacity', ''],
  [[{ name: 'a', attach: 'telnet' }], 'hosts.0.attach', ''],
  [[{ name: 'a', enabled: 'no' }], 'hosts.0.enabled', ''],
  [[{ name: 'a', transport: 'pigeon' }], 'hosts.0.transport', ''],
  [[{ name: 'a', pod: 'b' }], 'hosts.0.pod', 'a host of transport ssh has no pod'],
  [[{ name: 'a', transport: 'docker' }], 'hosts.0.container', 'needs a container'],
  [[{ name: 'a', transport: 'kube' }], 'hosts.0.pod', 'needs a pod or a selector'],
  [[{ name: 'a', transport: 'ssh2', jump: '-x' }], 'hosts.0.jump', 'jump must be'],
  [[{ name: 'a', transport: 'ssh2', jump: 'b,c;d' }], 'hosts.0.jump', 'holds ";"'],
  [[{ name: 'a', transport: 'ssh2', jump: 'b:99999' }], 'hosts.0.jump', 'from 1 to 65535'],
  [[{ name: 'a', transport: 'ssh2', jump: 'b,,c' }], 'hosts.0.jump', 'the name is empty'],
  [[{ name: 'a', transport: 'ssh2', address: 'x$y' }], 'hosts.0.address', 'holds "$"'],
])('%j is refused, with its place', async (hosts, place, why) => {
  await expect(read({ hosts })).rejects.toThrow(`config.json has an invalid value at ${place}.`)
  await expect(read({ hosts })).rejects.toThrow(why)
})
