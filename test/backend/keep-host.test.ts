import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { dropHost, keepHost } from '../../src/backend/keep-host.ts'
import { openFleet } from '../../src/backend/open.ts'
import { until } from '../lab/process.ts'

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
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(dir, { recursive: true, force: true })
})

const read = () => JSON.parse(readFileSync(path, 'utf8'))

describe('the configuration that is written', () => {
  test('is made where there is none, for its person alone', () => {
    rmSync(join(dir, 'fleetmux'), { recursive: true })
    keepHost({ host: 'a', change: { tags: ['x'] }, isNew: true }, path)
    expect(read()).toEqual({ hosts: [{ name: 'a', tags: ['x'] }] })
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('stays where its link leads, with its permissions, its order and what nobody knows', () => {
    const real = join(dir, 'dotfile.json')
    const text = '{ "odd": {"x":1},\n "hosts": [ {"name":"a", "colour":"red"} ] }\n'
    writeFileSync(real, text)
    chmodSync(real, 0o640)
    symlinkSync(real, path)
    keepHost({ host: 'b', change: {}, isNew: true }, path)
    expect(lstatSync(path).isSymbolicLink()).toBe(true)
    expect(statSync(real).mode & 0o777).toBe(0o640)
    expect(readFileSync(real, 'utf8')).toContain(
      '{ "odd": {"x":1},\n "hosts": [ {"name":"a", "colour":"red"},',
    )
    dropHost('b', path)
    expect(readFileSync(real, 'utf8')).toBe(text)
  })

  test('is refused where it would not fit, and stays byte for byte', () => {
    const text = '{"hosts":[{"name":"a"}]}'
    writeFileSync(path, text)
    const wrong = { capacity: 0 }
    expect(() => keepHost({ host: 'a', change: wrong }, path)).toThrow('hosts.0.capacity')
    expect(() => keepHost({ host: 'a', change: {}, isNew: true }, path)).toThrow('a host a already')
    expect(() => keepHost({ host: 'b', change: {} }, path)).toThrow(
      'b does not stand in the configuration',
    )
    expect(() => dropHost('b', path)).toThrow('b does not stand in the configuration')
    expect(() => keepHost({ host: 'x y', change: {}, isNew: true }, path)).toThrow('hosts.1.name')
    expect(readFileSync(path, 'utf8')).toBe(text)
  })
})

test('an edit applies live: added, switched off, removed; what means nothing is told once', async () => {
  writeFileSync(path, '{"odd": 1}')
  const fleet = await openFleet({ watch: true })
  const { store } = fleet
  const host = () => store.getState().hosts.far
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
