import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openFleet } from '../../src/backend/compose-fleet.ts'

let dir = ''
const started = process.cwd()

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fmo-'))
  mkdirSync(join(dir, 'fleetmux'))
  mkdirSync(join(dir, 'atmux'))
  vi.stubEnv('XDG_CONFIG_HOME', dir).stubEnv('TMUX', '')
  process.chdir(dir)
})
afterEach(() => {
  process.chdir(started)
  vi.unstubAllEnvs()
  rmSync(dir, { recursive: true, force: true })
})

test("atmux's hosts stand below ours, marked; where a name is ours already, ours counts", async () => {
  const hosts = [
    { name: 'build', address: 'mine', attach: 'mosh' },
    { name: 'off', enabled: false },
  ]
  writeFileSync('fleetmux/config.json', JSON.stringify({ hosts }))
  writeFileSync(
    'atmux/config',
    'remote_host:theirs\nremote_alias:build\nremote_host:off\nremote_host:gpu',
  )
  writeFileSync('.agent-tmux.conf', 'remote_host:gpu\nremote_port:2201')
  const fleet = await openFleet({ remotes: ['gpu', 'new'] })
  expect(fleet.hosts).toEqual([
    { name: 'local', transport: 'local' },
    { name: 'build', transport: 'ssh', address: 'mine', attach: 'mosh' },
    { name: 'gpu', transport: 'ssh', address: 'gpu:2201', from: join(dir, '.agent-tmux.conf') },
    { name: 'new', transport: 'ssh', address: 'new', joined: 'name' },
  ])
  await fleet.close()
})

test('a slip in its file is told with the place', async () => {
  writeFileSync('.agent-tmux.conf', '\nremote_port:1')
  const place = `${join(dir, '.agent-tmux.conf')}:2: remote_port requires a preceding remote_host`
  await expect(openFleet({})).rejects.toThrow(place)
})

test('the demo reads neither, and its hosts have room', async () => {
  writeFileSync('.agent-tmux.conf', 'remote_host:gpu')
  const fleet = await openFleet({ only: true, remotes: ['pretend'] })
  expect(fleet.hosts.map(host => host.name)).toEqual(['pretend'])
  expect(fleet.hosts[0]?.capacity).toBeGreaterThan(0)
  await fleet.close()
})
