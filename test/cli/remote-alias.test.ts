import { userInfo } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Lab, startLab } from '../lab/sshd.ts'
import { type App, openApp } from './app.ts'

/** Only the ssh configuration tells the address of lab1, and its port. */
let lab: Lab
let app: App
let address: string
beforeAll(async () => {
  lab = await startLab({ hosts: 2 })
  app = await openApp()
  await app.configure({ sshConfig: lab.sshConfig, hosts: [{ name: 'lab1' }, { name: 'lab2' }] })
  await lab.tmux('lab1', 'new-session', '-d', '-s', 's1', '-x', '80', 'echo here; exec cat')
  address = `${userInfo().username}@${lab.host('lab1').address}`
})
afterAll(async () => {
  await app?.close()
  await lab?.close()
})

// Elsewhere all hosts of a lab have one address.
test.runIf(process.platform === 'linux')(
  'the address of a host, without its port, is that host',
  async () => {
    const listed = await app.run(['ls', '--host', address])
    expect(listed.out, listed.err).toMatch(/^lab1\/s1\t/)
    const { code, out, err } = await app.run(['output', `${address}/s1`])
    expect(code, err).toBe(0)
    expect(out).toContain('here')
    const remote = await app.run(['output', '--remote', address, 's1'])
    expect(remote.out, remote.err).toContain('here')
  },
)

test('with another port, or another user, it is none', async () => {
  const [, place = ''] = address.split('@')
  for (const other of [`${address}:1`, `nobody-here@${place}`]) {
    const { code, err } = await app.run(['ls', '--host', other])
    expect(code, err).toBe(1)
    expect(err).toContain(other)
  }
})
