import { mkdir, rename, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pathWithout } from '../lab/path-without.ts'
import { capture, until } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { type App, openApp } from './app.ts'

/** A host whose tmux and mosh-server stand where the PATH of a command does not lead: Homebrew on a Mac. */
let lab: Lab
let app: App
let place: string
beforeAll(async () => {
  lab = await startLab({ hosts: 1 })
  app = await openApp()
  const { home, dir } = lab.host('lab1')
  place = join(home, '.linuxbrew/bin')
  await mkdir(place, { recursive: true })
  for (const name of ['tmux', 'mosh-server'])
    await symlink((await capture('which', [name])).trim(), join(place, name))
  const path = pathWithout(join(dir, 'bin'), 'tmux', 'mosh-server')
  await writeFile(join(home, '.bashrc'), `PATH='${path}'\n`)
  await app.configure({ sshConfig: lab.sshConfig, hosts: [{ name: 'lab1' }] })
  await lab.tmux('lab1', 'new-session', '-d', '-s', 's1', '-x', '80', '-y', '24', 'cat')
})
afterAll(async () => {
  await app?.close()
  await lab?.close()
})

/** Attaches, waits until tmux has the terminal, detaches. */
async function visit(...how: string[]): Promise<string> {
  const live = app.start(['attach', ...how, 'lab1/s1'], { terminal: true })
  const early = live.ended.then(({ code, out, err }) => {
    throw new Error(`attach ended with ${code} before it had the terminal: ${out}${err}`)
  })
  const arrived = until('the terminal', async () =>
    (await lab.tmux('lab1', 'list-clients', '-F', '#{client_control_mode}')).includes('0'),
  )
  await Promise.race([arrived, early])
  early.catch(() => {})
  live.child.stdin.write('\x02d')
  const { code, out } = await live.ended
  expect(code, out).toBe(0)
  return out
}

test('its sessions are listed, and the test of the host says where tmux is', async () => {
  const listed = await app.run(['ls'])
  expect(listed.out, listed.err).toContain('s1')
  const tested = await app.run(['hosts', 'test', 'lab1'])
  expect(tested.code, tested.out).toBe(0)
  expect(tested.out).toMatch(new RegExp(`tmux .*, ${place}/tmux`))
  expect(tested.out).toMatch(new RegExp(`mosh.*, ${place}/mosh-server`))
})

test('attach finds it: over ssh, over mosh, and for one window', async () => {
  expect(await visit()).toContain('Back from lab1/s1.')
  expect(await visit('--window')).toContain('Back from lab1/')
  expect(await visit('--via', 'mosh')).toContain('Back from lab1/s1.')
})

test('grep finds it', async () => {
  await lab.tmux('lab1', 'send-keys', '-t', 's1', 'needle', 'Enter')
  const { code, out, err } = await app.run(['grep', 'needle'])
  expect(code, err).toBe(0)
  expect(out).toContain('needle')
})

test('where only the login shell knows the place, that is asked', async () => {
  const { home } = lab.host('lab1')
  await app.run(['hosts', 'close'])
  await rename(place, join(home, 'tools'))
  await writeFile(join(home, '.bash_profile'), `echo hello; PATH=$HOME/tools:$PATH\n`)
  expect(await visit()).toContain('Back from lab1/s1.')
})
