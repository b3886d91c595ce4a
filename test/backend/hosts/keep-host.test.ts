import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openFleet } from '../../../src/backend/compose-fleet.ts'
import { dropHost, keepHost } from '../../../src/backend/hosts/keep-host.ts'
import { openRegistry } from '../../../src/backend/state-file/registry.ts'
import type { HostChange } from '../../../src/state/model/host-config.ts'
import { addRecord, killed } from '../../../src/state/tracked/registry.ts'
import { capture, until } from '../../lab/process.ts'
import { record } from '../state-file/place.ts'

let dir = ''
let path = ''
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'fmk-')))
  mkdirSync(join(dir, 'fleetmux'))
  mkdirSync(join(dir, 'run'), { mode: 0o700 })
  path = join(dir, 'fleetmux/config.json')
  vi.stubEnv('XDG_CONFIG_HOME', dir)
    .stubEnv('TMUX', '')
    .stubEnv('XDG_RUNTIME_DIR', join(dir, 'run'))
    .stubEnv('AMPLIHACK_REMOTE_STATE', join(dir, 'state.json'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(dir, { recursive: true, force: true })
})

const read = () => JSON.parse(readFileSync(path, 'utf8'))

describe('the configuration that is written', () => {
  test('is made where there is none, for its person alone', async () => {
    rmSync(join(dir, 'fleetmux'), { recursive: true })
    await keepHost({ host: 'a', change: { tags: ['x'] }, isNew: true }, path)
    expect(read()).toEqual({ hosts: [{ name: 'a', tags: ['x'] }] })
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('stays where its link leads, with its permissions, its order and what nobody knows', async () => {
    const real = join(dir, 'dotfile.json')
    const text = '{ "odd": {"x":1},\n "hosts": [ {"name":"a", "colour":"red"} ] }\n'
    writeFileSync(real, text)
    chmodSync(real, 0o640)
    symlinkSync(real, path)
    await keepHost({ host: 'b', change: {}, isNew: true }, path)
    expect(lstatSync(path).isSymbolicLink()).toBe(true)
    expect(statSync(real).mode & 0o777).toBe(0o640)
    expect(readFileSync(real, 'utf8')).toContain(
      '{ "odd": {"x":1},\n "hosts": [ {"name":"a", "colour":"red"},',
    )
    await dropHost('b', path)
    expect(readFileSync(real, 'utf8')).toBe(text)
  })

  test('is refused where it would not fit, and stays byte for byte', async () => {
    const text = '{"hosts":[{"name":"a"}]}'
    writeFileSync(path, text)
    const wrong = { capacity: 0 }
    const keep = (host: string, change: HostChange, isNew = false) =>
      expect(keepHost({ host, change, isNew }, path)).rejects
    await keep('a', wrong).toThrow('hosts.0.capacity')
    await keep('a', {}, true).toThrow('The host a already exists')
    await keep('b', {}).toThrow('b is not in the configuration')
    await expect(dropHost('b', path)).rejects.toThrow('b is not in the configuration')
    await keep('x y', {}, true).toThrow('hosts.1.name')
    await keep('x', { transport: 'ssh2', jump: 'gate,-oProxyCommand=x' }, true).toThrow(
      /hosts\.1\.jump.*the name begins with "-"/,
    )
    expect(readFileSync(path, 'utf8')).toBe(text)
  })
})

describe('a host that is called otherwise', () => {
  const text =
    '{ "odd": {"x":1},\n "hosts": [ {"name":"a", "colour":"red"},\n  {"name":"b","address":"x"} ] }\n'

  test('keeps its place, its address and what nobody knows', async () => {
    writeFileSync(path, text)
    await keepHost({ host: 'a', change: { name: 'new' } }, path)
    await keepHost({ host: 'b', change: { name: 'second' } }, path)
    expect(read().hosts).toEqual([
      { name: 'new', colour: 'red', address: 'a' },
      { name: 'second', address: 'x' },
    ])
    expect(readFileSync(path, 'utf8')).toContain('{ "odd": {"x":1},\n "hosts": [ {"name":"new", ')
  })

  test('may not take the name of another, nor a bad one', async () => {
    writeFileSync(path, text)
    const rename = (name: string) => expect(keepHost({ host: 'a', change: { name } }, path)).rejects
    await rename('b').toThrow('The host b already exists.')
    await rename('-x').toThrow('A name must not begin with "-"')
    await rename('a\nb').toThrow('A name must not contain')
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  test('is told which sessions stand under the old name; their records stay', async () => {
    writeFileSync(path, text)
    const ids = [1, 2, 3, 4, 5].map(each => `sess-20260502-20301${each}-4f2a`)
    const file = openRegistry()
    await file.change(before =>
      ids.reduce((all, id) => addRecord(all, record(id, { host: 'a' })), before),
    )
    await file.change(before => killed(before, ids[0] ?? '', 0))
    const event = await keepHost({ host: 'a', change: { name: 'new' } }, path)
    // Those that run come first.
    expect(event).toMatchObject({
      text: expect.stringContaining(
        `The sessions ${ids.slice(1, 4).join(', ')} and 2 more are still recorded on a. To record the new host: \`fleetmux reassign a new\`.`,
      ),
    })
    expect((await file.read()).sessions.get(ids[1] ?? '')?.host).toBe('a')
    expect(await dropHost('second', path).catch(error => error.message)).toContain(
      'is not in the configuration',
    )
    expect(await dropHost('b', path)).toMatchObject({
      text: expect.not.stringContaining('recorded'),
    })
    writeFileSync(join(dir, 'state.json'), 'no json')
    const again = await keepHost({ host: 'new', change: { name: 'newer' } }, path)
    expect(again).toMatchObject({ text: expect.stringContaining('is corrupt') })
    expect(read().hosts[0].name).toBe('newer')
  })
})

test('16 processes add 16 hosts at once: all are there, and what stood there stays', async () => {
  const text = '{\n    "odd":  [1,  2],\n    "hosts": [ {"name":"first",   "colour":"red"} ]\n}\n'
  writeFileSync(path, text)
  const names = Array.from({ length: 16 }, (_, index) => `host-${index}`)
  const writer = resolve('test/backend/config/host-writer.ts')
  await Promise.all(names.map(name => capture(process.execPath, [writer, path, name])))
  const hosts: { name: string }[] = read().hosts
  expect(hosts.map(host => host.name).sort()).toEqual(['first', ...names].sort())
  expect(readFileSync(path, 'utf8').startsWith(text.slice(0, text.indexOf(' ]\n}')))).toBe(true)
  expect(readdirSync(join(dir, 'fleetmux')).sort()).toEqual(['config.json', 'config.lock'])
})

test('an edit applies live: added, switched off, removed; what means nothing is told once', async () => {
  writeFileSync(path, '{"odd": 1}')
  const fleet = await openFleet({ watch: true })
  const { store } = fleet
  const host = () => store.getState().hosts.get('far')
  const told = () => store.getState().log.filter(entry => entry.text.includes('"odd"')).length
  try {
    expect(told()).toBe(1)
    // Nobody is dialled in a test that is about a file.
    store.dispatch({ type: 'keep-host', host: 'far', change: { enabled: false }, isNew: true })
    await until('the host', async () => host())
    expect(host()?.config.disabled).toBe(true)
    store.dispatch({ type: 'keep-host', host: 'far', change: { tags: ['x'] } })
    await until('its tag', async () => host()?.config.tags)
    const other = join(dir, 'other.json')
    writeFileSync(other, '{"odd": 2, "hosts": [{"name": "far", "capacity": 0}]}')
    renameSync(other, path)
    await until('what is wrong', async () =>
      store.getState().log.some(entry => entry.text.includes('hosts.0.capacity')),
    )
    expect(host()?.config.tags).toEqual(['x'])
    writeFileSync(path, '{"odd": 2}')
    await until('that it is gone', async () => !host())
    expect(told()).toBe(1)
  } finally {
    await fleet.close()
  }
})
