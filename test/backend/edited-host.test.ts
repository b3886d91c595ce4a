import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { openFleet } from '../../src/backend/compose-fleet.ts'
import { until } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'

let lab: Lab

beforeAll(async () => {
  lab = await startLab({ hosts: 2 })
  for (const { name } of lab.hosts)
    await lab.tmux(name, 'new-session', '-d', '-s', `on-${name}`, 'cat')
  for (const name of ['config', 'run', 'state'])
    mkdirSync(join(lab.dir, name, 'fleetmux'), { recursive: true, mode: 0o700 })
  vi.stubEnv('XDG_CONFIG_HOME', join(lab.dir, 'config')).stubEnv('TMUX', '')
  vi.stubEnv('XDG_RUNTIME_DIR', join(lab.dir, 'run')).stubEnv(
    'XDG_STATE_HOME',
    join(lab.dir, 'state'),
  )
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await lab.close()
})
let close = async () => {}
afterEach(() => close())

/** Writes the address of the host `x` into the configuration, as an editor does. */
function configure(address: string, enabled = true): void {
  const hosts = [{ name: 'x', address, enabled }]
  writeFileSync(join(lab.dir, 'config', 'fleetmux', 'config.json'), JSON.stringify({ hosts }))
}

async function openAt(address: string) {
  configure(address)
  const fleet = await openFleet({ watch: true, sshConfig: lab.sshConfig })
  close = fleet.close
  const x = () => fleet.store.getState().hosts.get('x')
  const shows = (name: string) =>
    until(`the session on-${name}`, () =>
      [...(x()?.sessions.values() ?? [])].some(session => session.name === `on-${name}`),
    )
  fleet.store.dispatch({ type: 'dial', host: 'x' })
  await shows(address)
  return { x, shows }
}

test('a host whose address is edited is connected at its new address, there and back', async () => {
  const { x, shows } = await openAt('lab1')
  for (const name of ['lab2', 'lab1']) {
    configure(name)
    await shows(name)
    expect(x()?.link.state).toBe('up')
  }
})

test('a host that is disabled and enabled is connected again, at its address and at another', async () => {
  const { x, shows } = await openAt('lab1')
  for (const name of ['lab1', 'lab2']) {
    configure('lab1', false)
    await until('it to be off', () => x()?.config.disabled === true)
    configure('lab2', false)
    await until('its new address', () => x()?.config.address === 'lab2')
    configure(name)
    await shows(name)
    expect(x()?.link.state).toBe('up')
  }
})

test('the end of the connection to the old, frozen address changes nothing at the new one', async () => {
  const { x, shows } = await openAt('lab1')
  await lab.whileFrozen('lab1', async () => {
    configure('lab2')
    await shows('lab2')
  })
  await lab.tmux('lab2', 'new-session', '-d', '-s', 'later', 'cat')
  await until('what is new there', () =>
    [...(x()?.sessions.values() ?? [])].some(session => session.name === 'later'),
  )
  expect(x()?.link.state).toBe('up')
})
