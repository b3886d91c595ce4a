import { mkdir, readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, openApp } from './app.ts'

let app: App
beforeAll(async () => {
  app = await openApp()
})
afterAll(() => app.close())

test('no server, no session: plain words, no failure', async () => {
  await app.configure({})
  expect(await app.run(['ls'])).toEqual({
    code: 0,
    out: '',
    err: 'local: no tmux server is running\n',
  })
  expect((await app.run(['send', 's1', 'x'])).code).toBe(3)
  expect(JSON.parse((await app.run(['ls', '--json'])).out)).toMatchObject({
    sessions: [],
    failures: [],
  })
})

test('a host that nobody knows is tried as an ssh name; nearly a known one is asked about', async () => {
  await app.configure({ hosts: [{ name: 'buildbox.invalid' }] })
  const near = await app.run(['send', 'bulidbox.invalid/x', 'y'])
  expect(near.code).toBe(1)
  expect(near.err).toMatch(
    /^fleetmux: bulidbox\.invalid: The host name cannot be resolved\..*Did you mean buildbox\.invalid\?/,
  )
  const far = await app.run(['ls', '--host', 'other.invalid'])
  expect([far.code, far.err]).toEqual([
    1,
    expect.stringMatching(/^other\.invalid: The host name cannot be resolved\./),
  ])
  expect(far.err).not.toContain('Did you mean')
  const slash = await app.run(['output', 'feature.invalid/x'])
  expect(slash.err).toContain(
    'If you mean a session of this machine called feature.invalid/x, write local/feature.invalid/x.',
  )
})

test.each(['-oProxyCommand=x', 'a b', '', 'a;b', '$(id)', 'u@', 'h:99999', 'h\u001b[2J'])(
  '%j is no address of a host',
  async name => {
    await app.configure({})
    for (const args of [
      ['send', `${name}/x`, 'y'],
      ['new', `--host=${name}`],
    ]) {
      const { code, out, err } = await app.run(args)
      expect([code, out]).toEqual([2, ''])
      expect(err).not.toContain('\u001b')
    }
  },
)

test.each([
  ['{ "hosts": [ }', /config\.json:1:15 is not JSON/],
  ['{\n  "mouse": 7,\n  "hots": []\n}', /config\.json has an invalid value at mouse/],
  [
    '{ "hosts": [{ "name": "a" }, { "name": 7 }] }',
    /config\.json has an invalid value at hosts\.1\.name/,
  ],
  [
    '{ "hosts": [{ "name": "a", "address": "-x" }] }',
    /config\.json has an invalid value at hosts\.0\.address\. .*begins with "-"/,
  ],
  [
    '{ "hosts": [{ "name": "a" }, { "name": "a" }] }',
    /config\.json has an invalid value at hosts\.1\.name\. .*two hosts are called a/,
  ],
])('a configuration like %s is told with its place', async (text, words) => {
  const path = await app.configure(text)
  for (const word of ['ls', 'hosts', 'doctor']) {
    const { code, out, err } = await app.run([word])
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(words)
  }
  expect(path).toContain(app.dir)
})

test('no tmux on a host is said, and hides no other', async () => {
  await app.configure({})
  // Nor does the login shell know another place.
  const env = { PATH: await pathWithout('tmux'), SHELL: '/bin/false' }
  const ls = await app.run(['ls'], { env })
  expect(ls).toEqual({ code: 0, out: '', err: 'local: no tmux on this host\n' })
  for (const args of [
    ['send', 'x', 'y'],
    ['new', '--host', 'local'],
    ['kill', '-y', 'x'],
    ['output', 'x'],
  ]) {
    const { code, err } = await app.run(args, { env })
    expect([args[0], code, err]).toEqual([
      args[0],
      1,
      'fleetmux: local: tmux is not installed on this machine. Install tmux on this machine, for example with `apt install tmux`.\n',
    ])
  }
  const doctor = await app.run(['doctor'], { env })
  expect(doctor.code).toBe(1)
  expect(doctor.out).toMatch(/^fail\ttmux\tnot found\. Install tmux/m)
})

test('no ssh here', async () => {
  const { code, err } = await app.run(['ls', '--host', 'a'], {
    env: { PATH: await pathWithout('ssh') },
  })
  expect([code, err]).toEqual([1, expect.stringContaining('ssh is not installed on this machine.')])
})

test.each(['/', 'local/', '', ':1', 'local/:0.0'])('%j names no session', async target => {
  expect((await app.run(['output', target])).code).toBe(2)
})

/** Everything that the machine has, but for one program. */
async function pathWithout(name: string): Promise<string> {
  const dir = join(app.dir, `without-${name}`)
  await mkdir(dir, { recursive: true })
  for (const place of ['/usr/sbin', '/usr/bin', '/bin', '/usr/local/bin']) {
    for (const file of await readdir(place).catch(() => [])) {
      if (file !== name) await symlink(join(place, file), join(dir, file)).catch(() => {})
    }
  }
  return dir
}
