import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { capture, until } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { type App, openApp } from './app.ts'

/** A host with three tmux servers: the default one, one by name, one at a path of its own. */
let lab: Lab
let app: App
let path: string
beforeAll(async () => {
  lab = await startLab({ hosts: 1 })
  app = await openApp()
  path = join(lab.host('lab1').dir, 'own.sock')
  await app.configure({
    sshConfig: lab.sshConfig,
    hosts: [
      { name: 'lab1' },
      { name: 'lab1+agents', address: 'lab1', socket: 'agents' },
      { name: 'lab1+own', address: 'lab1', socket: path },
    ],
  })
  await lab.tmux('lab1', 'new-session', '-d', '-s', 'plain', '-x', '80', '-y', '24', 'cat')
  await start('lab1+agents', 'swarm')
  await start('lab1+own', 'owned')
})
afterAll(async () => {
  await app?.close()
  await lab?.close()
})

async function start(host: string, name: string): Promise<void> {
  const { code, err } = await app.run(['new', '--host', host, '--name', name, '--', 'cat'])
  expect(code, err).toBe(0)
}

test('each server shows its own sessions, and no other', async () => {
  const { out, err } = await app.run(['ls', '--json'])
  const { sessions } = JSON.parse(out) as { sessions: { host: string; name: string }[] }
  const names = sessions
    .filter(({ host }) => host !== 'local')
    .map(({ host, name }) => [host, name])
  expect(names, err).toEqual([
    ['lab1', 'plain'],
    ['lab1+agents', 'swarm'],
    ['lab1+own', 'owned'],
  ])
})

test('a text reaches the server that was named', async () => {
  const { code, err } = await app.run(['send', 'lab1+agents/swarm', 'for the swarm'])
  expect(code, err).toBe(0)
  const { out } = await app.run(['output', 'lab1+agents/swarm'])
  expect(out).toContain('for the swarm')
  expect((await app.run(['output', 'lab1/plain'])).out).not.toContain('swarm')
})

test('attach and grep go to it too', async () => {
  const found = await app.run(['grep', 'for the swarm'])
  expect(found.out).toMatch(/^lab1\+agents\/swarm:0\.0: /m)
  const live = app.start(['attach', 'lab1+agents/swarm'], { terminal: true })
  await until('the terminal', () => live.out().includes('for the swarm'))
  live.child.stdin.write('\x02d')
  expect((await live.ended).code).toBe(0)
})

test('a test of the host names the other servers, and how to add one', async () => {
  const { out } = await app.run(['hosts', 'test', 'lab1'])
  expect(out).toMatch(/other tmux server .*\/agents\b/)
  expect(out).toContain('fleetmux hosts add lab1+agents --socket ')
})

test('another server that nobody has configured is shown by itself, once, and reached by its name', async () => {
  await lab.tmux('lab1', '-L', 'more', 'new-session', '-d', '-s', 'found', '-x', '80', 'cat')
  const { out } = await app.run(['ls', '--host', 'lab1'])
  expect(out.match(/^lab1\S*/gm)?.toSorted()).toEqual(['lab1+more/found', 'lab1/plain'])
  const sent = await app.run(['send', 'lab1+more/found', 'to the found one'])
  expect(sent.code, sent.err).toBe(0)
  expect((await app.run(['output', 'lab1+more/found'])).out).toContain('to the found one')
  expect((await app.run(['output', 'lab1/plain'])).out).not.toContain('found')
  const all = (await app.run(['ls'])).out.match(/^lab1\S*/gm)?.toSorted()
  expect(all).toEqual(['lab1+agents/swarm', 'lab1+more/found', 'lab1+own/owned', 'lab1/plain'])
  await lab.tmux('lab1', '-L', 'more', 'kill-server')
  expect((await app.run(['ls', '--host', 'lab1'])).out).not.toContain('more')
})

test('servers in another TMUX_TMPDIR and at a path are shown, found, selected and reached by their names', async () => {
  const { home } = lab.host('lab1')
  const elsewhere = join(home, 'sockets')
  await mkdir(elsewhere, { recursive: true })
  const { TMUX: _tmux, TMUX_PANE: _pane, ...rest } = process.env
  const start = ['new-session', '-d', '-x', '80', '-y', '24', '-s']
  const env = { ...rest, HOME: home, TMUX_TMPDIR: elsewhere }
  await capture('tmux', ['-f', '/dev/null', ...start, 'profile', 'cat'], { env })
  onTestFinished(async () => void (await capture('tmux', ['kill-server'], { env })))
  await lab.tmux('lab1', '-S', join(home, 'a sock'), ...start, 'path', 'cat')
  onTestFinished(
    async () => void (await lab.tmux('lab1', '-S', join(home, 'a sock'), 'kill-server')),
  )
  const shown = (await app.run(['ls', '--host', 'lab1'])).out.match(/^lab1\S*/gm)?.toSorted()
  expect(shown).toEqual(['lab1+a_sock/path', 'lab1+sockets/profile', 'lab1/plain'])
  const sent = await app.run(['send', '--select', 'host=lab1 session=p*', '-y', 'to all three'])
  expect(sent.err + sent.out).toMatch(/lab1\+sockets\/profile/)
  const found = await app.run(['grep', '-F', 'to all three'])
  const places = new Set(found.out.match(/^lab1[^:]*/gm))
  expect([...places].toSorted()).toEqual(shown)
  const one = await app.run(['send', 'lab1+a_sock/path', 'to the path'])
  expect(one.code, one.err).toBe(0)
  expect((await app.run(['output', 'lab1+a_sock/path'])).out).toContain('to the path')
  const selected = await app.run(['send', '--select', 'host=lab1+sock*', '--dry-run', 'x'])
  expect(selected.out).toContain('lab1+sockets/profile')
  const live = app.start(['attach', 'lab1+sockets/profile'], { terminal: true })
  await until('the terminal', () => live.out().includes('to all three'))
  live.child.stdin.write('\x02d')
  expect((await live.ended).code).toBe(0)
})

test('a server whose name begins with a dash is shown once, and reached beside a left socket of its short name', async () => {
  const begin = (name: string, session: string) =>
    lab.tmux('lab1', '-L', name, 'new-session', '-d', '-s', session, '-x', '80', 'cat')
  await begin('x', 'ended')
  await lab.tmux('lab1', '-L', 'x', 'kill-server')
  await begin('-x', 'dash')
  onTestFinished(async () => void (await lab.tmux('lab1', '-L', '-x', 'kill-server')))
  const shown = (await app.run(['ls', '--host', 'lab1'])).out.match(/^lab1\S*/gm)?.toSorted()
  expect(shown).toEqual(['lab1+x/dash', 'lab1/plain'])
  const sent = await app.run(['send', 'lab1+x/dash', 'to the dash'])
  expect(sent.code, sent.err).toBe(0)
})

test('a socket that cannot be one is refused with its words', async () => {
  const { code, err } = await app.run(['hosts', 'add', 'x', '--host', 'lab1', '--socket', 'a b'])
  expect(code).toBe(2)
  expect(err).toContain('Socket must be a name without "/", or an absolute path')
})
