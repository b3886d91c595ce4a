import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { ended } from '../../lab/process.ts'
import { startLab } from '../../lab/sshd.ts'
import { type App, openApp } from '../app.ts'

/** A start says what became of it. The server is that of `new` itself, with the person's ~/.tmux.conf. */
let app: App
beforeAll(async () => {
  app = await openApp()
})
afterAll(() => app.close())
afterEach(async () => {
  await rm(join(app.dir, 'home/.tmux.conf'), { force: true })
  const pid = Number(await app.tmux('display-message', '-p', '#{pid}').catch(() => ''))
  if (pid) {
    await app.tmux('kill-server')
    await ended([pid])
  }
})

const start = (...words: string[]) => app.run(['new', '--host', 'local', ...words])
const configure = (...lines: string[]) =>
  writeFile(join(app.dir, 'home/.tmux.conf'), `${lines.join('\n')}\n`)
const names = async () =>
  (await app.tmux('list-sessions', '-F', '#{session_name}').catch(() => ''))
    .split('\n')
    .filter(Boolean)
/** A server whose sessions nobody has to do with. */
const served = () => app.tmux('new-session', '-d', '-s', 'keep', 'sleep 600')

test.each([false, true])(
  'a command that ends at once is told with its exit code and words (server: %s)',
  async isServed => {
    if (isServed) await served()
    const { code, out, err } = await start(
      '--name',
      'x',
      '--',
      'sh',
      '-c',
      'echo no key; sleep 0.2; exit 3',
    )
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('`sh` ended immediately with exit code 3, so there is no session.')
    expect(err).toContain('no key')
    expect(await names()).toEqual(isServed ? ['keep'] : [])
  },
)

test('one that ends well at once leaves no session either, and no target', async () => {
  await served()
  const { code, out, err } = await start('--', 'true')
  expect([code, out]).toEqual([1, ''])
  expect(err).toContain('`true` ended immediately with exit code 0, so there is no session.')
})

test.each([[['claude-not-there']], [['claude-not-there', '--resume', 'x']]])(
  'a command that is not there: %s',
  async words => {
    await served()
    const { code, out, err } = await start('--', ...words)
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('claude-not-there was not found on local')
    expect(err).toContain('Install claude-not-there on local, or give its path.')
  },
)

test('a command that only the login shell knows: where it is', async () => {
  await served()
  const place = join(app.dir, 'home/tools')
  await mkdir(place, { recursive: true })
  await writeFile(join(place, 'only-there'), '#!/bin/sh\nsleep 600\n', { mode: 0o755 })
  await writeFile(join(app.dir, 'home/.profile'), 'PATH=$HOME/tools:$PATH\n')
  const { code, err } = await start('--', 'only-there', '-x')
  expect(code).toBe(1)
  expect(err).toContain(`Give the path of the program, ${place}/only-there`)
})

test.each([
  ['/nope', '(it does not exist) Create it'],
  ['~/nope', '(it does not exist) Create it'],
  ['/etc/passwd', '(it is not a directory) Give the path of another directory.'],
  ['no/such/place', '(it does not exist) Create it'],
])('a directory in which no session can be: %s', async (directory, why) => {
  await served()
  const { code, out, err } = await start('--cwd', directory, '--', 'sh', '-c', ': >ran; sleep 600')
  expect([code, out]).toEqual([1, ''])
  expect(err).toContain(`a session cannot use the directory ${directory} on the host`)
  expect(err).toContain(why)
  expect(await names()).toEqual(['keep'])
})

test('a configured directory that is gone is named with where it stands', async () => {
  const lab = await startLab({ hosts: 1 })
  try {
    const { sshConfig } = lab
    await app.configure({ sshConfig, hosts: [{ name: 'lab1', directory: '/nope' }] })
    const { code, err } = await app.run(['new', '--host', 'lab1'])
    expect(code).toBe(1)
    expect(err).toContain('`directory` of lab1 in the configuration')
    await app.configure({ sshConfig, hosts: [{ name: 'lab1', directory: '~/t' }] })
    await mkdir(join(lab.host('lab1').home, 't'))
    expect((await app.run(['new', '--host', 'lab1'])).out).toBe('lab1/0\n')
    const at = await lab.tmux('lab1', 'display-message', '-p', '-t', '0:', '#{pane_current_path}')
    expect(at).toBe(`${lab.host('lab1').home}/t\n`)
  } finally {
    await app.run(['hosts', 'close'])
    await app.configure({})
    await lab.close()
  }
})

test.each([['set -g destroy-unattached on'], ['set -g remain-on-exit on']])(
  'the session lives in spite of %s, and what was set for all stays',
  async line => {
    await configure(line)
    const { code, out } = await start()
    expect(code).toBe(0)
    expect(await names()).toEqual([out.trim().replace('local/', '')])
    const own = await app.tmux('show-options', '-w', '-t', out.trim().replace('local/', ''))
    expect(own).not.toContain('remain-on-exit')
  },
)

test('exit-unattached is named: the session would not last', async () => {
  await configure('set -g exit-unattached on')
  const { code, out, err } = await start()
  expect([code, out]).toEqual([1, ''])
  expect(err).toContain('exit-unattached is on')
})

test.each(['session-created', 'session-created[5]'])(
  'the hook %s makes new sessions end, and is named',
  async hook => {
    await configure(`set-hook -g '${hook}' 'set-option destroy-unattached on'`)
    const { code, out, err } = await start()
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('session-created')
  },
)

test.each(['a.b:c', '$(id)', '=x', '#{pid}', '日本 宽'])('a name of any kind: %s', async name => {
  await served()
  const { code, out, err } = await start('--name', name, '--', 'sleep', '600')
  expect([code, err]).toEqual([0, ''])
  expect(out).toBe(`local/${name.replace(/[:.]/g, '_')}\n`)
  const again = await start('--name', name, '--', 'sh', '-c', `: >${app.dir}/ran; sleep 600`)
  expect(again.code).toBe(1)
  expect(again.err).toContain('already exists on the host.')
  expect(await names()).toHaveLength(2)
})
