import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  clearMessage,
  createHostScriptReader,
  type HostScriptEvent,
  lookMessage,
  openMessage,
  startHostScript,
  streamMessage,
  unstreamMessage,
} from '../../../src/backend/host-script/host-script.ts'
import { toFound } from '../../../src/backend/tmux/channel/server.ts'
import { alive, ended, processes, signal, tree, until } from '../../lab/process.ts'

/* What is left of a channel whose directory a cleaner of /tmp has removed, and what is never attached to. */

let dir = ''
let server = 0
const nonces: string[] = []
const tmux = (...args: string[]) =>
  spawnSync('tmux', ['-S', join(dir, 's'), '-f', '/dev/null', ...args])
    .stdout.toString()
    .trim()
const clients = () => tmux('list-clients', '-F', '#{client_pid}')

beforeEach(() => {
  dir = mkdtempSync('/tmp/fml-')
  tmux('new-session', '-d', '-s', 'a', 'while :; do date; sleep 0.2; done')
  tmux('new-session', '-d', '-s', 'b', 'exec cat')
  server = Number(tmux('display-message', '-p', '#{pid}'))
})
afterEach(async () => {
  const left = (await processes()).filter(each => nonces.some(one => each.command.includes(one)))
  signal(
    left.map(each => each.pid),
    'SIGKILL',
  )
  signal([server], 'SIGTERM')
  await until('its end', () => !alive(server))
  rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
})

function start() {
  const nonce = randomBytes(8).toString('hex')
  nonces.push(nonce)
  const { argv, first } = startHostScript({ nonce, tmux: ['-S', join(dir, 's')] })
  const [file = '', ...args] = argv
  const { XDG_RUNTIME_DIR: _runtime, ...env } = process.env
  const child = spawn(file, args, { env: { ...env, TMPDIR: dir, HOME: dir } })
  const reader = createHostScriptReader(nonce)
  const events: HostScriptEvent[] = []
  child.stderr.on('data', chunk => events.push(...reader.stderr(chunk)))
  child.stdout.resume()
  child.stdin.on('error', () => {})
  child.stdin.write(first)
  const hear = <T extends HostScriptEvent['type']>(type: T) =>
    until(`${type} among ${JSON.stringify(events)}`, () =>
      events.find((event): event is Extract<HostScriptEvent, { type: T }> => event.type === type),
    )
  return { child, nonce, say: (line: string) => child.stdin.write(line), hear }
}

/** A channel with a command client and a stream. */
async function attached() {
  const mux = start()
  mux.say(openMessage('$0') + streamMessage({ tag: 'x', session: '$0' }))
  await mux.hear('wake')
  const pids = (await tree(mux.child.pid ?? 0)).map(each => each.pid)
  expect(clients().split('\n')).toHaveLength(2)
  return { ...mux, pids }
}

function removeDirectories(): void {
  for (const name of readdirSync(dir))
    if (name.startsWith('fleetmux')) rmSync(join(dir, name), { recursive: true })
}

test('the directory goes, then we: no client stays', async () => {
  const mux = await attached()
  removeDirectories()
  mux.child.stdin.end()
  await ended(mux.pids)
  expect(clients()).toBe('')
})

test('the directory goes: the channel ends by itself when something is asked of it', async () => {
  const mux = await attached()
  removeDirectories()
  mux.say(lookMessage())
  expect((await mux.hear('failed')).message).toMatch(/was removed$/)
  await ended(mux.pids)
  expect(clients()).toBe('')
})

test('the directory went and the channel was cut off: the next one, told of it, ends all of it', async () => {
  const lost = await attached()
  removeDirectories()
  const mux = start()
  mux.say(clearMessage(lost.nonce))
  await ended(lost.pids)
  expect(clients()).toBe('')
})

test('shells killed, clients spared: the next channel finds them by itself, and no other', async () => {
  const lost = await attached()
  const living = await attached2()
  const all = (await processes()).filter(each => lost.pids.includes(each.pid))
  const shells = all.filter(each => each.command.startsWith('sh ')).map(each => each.pid)
  // All at once: one that outlives another by a moment ends the stream.
  signal(shells, 'SIGSTOP')
  signal(shells, 'SIGKILL')
  // The command client ends with its stdin; the stream, which holds its own, stays.
  await until('the orphan alone', () => clients().split('\n').length === 2)
  // A client of the person's own, in the same mode, is none of ours.
  const person = spawn(
    'tmux',
    ['-S', join(dir, 's'), '-C', 'attach', '-t', '=b', '-f', 'ignore-size'],
    {
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  )
  await until('the person', () => clients().split('\n').includes(String(person.pid)))
  const mux = start()
  mux.say(lookMessage())
  await ended(lost.pids)
  const left = clients().split('\n').map(Number)
  expect(left).toContain(person.pid)
  expect(left).toHaveLength(2)
  expect(living.pids.some(pid => left.includes(pid))).toBe(true)
  person.stdin.end()
  await ended([person.pid ?? 0])
})

/** A channel that lives, with a command client alone. */
async function attached2() {
  const mux = start()
  mux.say(openMessage('$1'))
  await until('its client', () => clients().split('\n').length === 3)
  return { pids: (await tree(mux.child.pid ?? 0)).map(each => each.pid) }
}

test('the script stands in no process list', async () => {
  const mux = await attached()
  const ours = (await tree(mux.child.pid ?? 0)).map(each => each.command)
  expect(ours.length).toBeGreaterThan(3)
  for (const each of ours) expect(each.length).toBeLessThan(300)
})

test.each([
  ['for all', ['-g', 'client-detached', 'kill-session -t b']],
  ['behind another', ['-g', 'client-attached[3]', 'kill-session -t b']],
  ['at an index of its own', ['-g', 'client-detached[77]', 'kill-session -t b']],
  ['when a session is changed', ['-g', 'client-session-changed', 'kill-session -t b']],
  ['of focus', ['-g', 'pane-focus-in', 'kill-session -t b']],
])('a hook that our coming or going would set off, %s: nobody is attached', async (_, words) => {
  tmux('set-hook', ...words)
  const mux = start()
  mux.say(lookMessage())
  const found = toFound(await mux.hear('looked'), { version: '3.3a' }, 'h')
  const [, hook = ''] = words
  expect(found.session).toBe(null)
  expect(found.server).toMatchObject({
    path: 'swept',
    note: expect.stringContaining(hook.replace(/\[.*/, '')),
  })
})

test('a hook of one session: another is attached to; and one that we do not set off is none', async () => {
  tmux('set-hook', '-t', 'a', 'client-attached', 'kill-session -t b')
  tmux('set-hook', '-g', 'client-resized', 'kill-session -t b')
  tmux('set-hook', '-g', 'session-closed', 'display-message x')
  const mux = start()
  mux.say(lookMessage())
  const found = toFound(await mux.hear('looked'), { version: '3.3a' }, 'h')
  expect(found).toMatchObject({ session: '$1', server: { path: 'pushed' } })
})

test.each([0, 7, 42, 99])(
  'hooks of each session, at the index %i: nobody is attached',
  async index => {
    for (const session of ['a', 'b'])
      tmux('set-hook', '-t', session, `client-detached[${index}]`, 'kill-session -t b')
    const mux = start()
    mux.say(lookMessage())
    expect(toFound(await mux.hear('looked'), { version: '3.3a' }, 'h').session).toBe(null)
  },
)

test('of very many sessions the look reads few', async () => {
  // Sessions of one group share their windows: no process each.
  for (let i = 0; i < 60; i++) tmux('new-session', '-d', '-t', 'b', '-s', `g${i}`)
  tmux('set-option', '-t', 'a', 'destroy-unattached', 'off')
  const mux = start()
  mux.say(lookMessage())
  const { server: found } = await mux.hear('looked')
  expect(typeof found === 'string' ? found : found.sessions).toHaveLength(1)
})

type Mux = Awaited<ReturnType<typeof attached>>

test.each([
  ['the channel ends', ({ child }: Mux) => void child.stdin.end()],
  ['a stream ends', ({ say }: Mux) => void say(unstreamMessage('x'))],
  ['the connection is lost', ({ child }: Mux) => void child.stdin.destroy()],
])('a hook that is set once our clients are attached does not run when %s', async (_, leave) => {
  const mux = await attached()
  tmux('set-hook', '-g', 'client-detached', 'kill-session -t b')
  leave(mux)
  await until('an end', () => clients().split('\n').filter(Boolean).length < 2)
  await until('the cover to be gone', () => tmux('show-hooks', '-t', '=a') === '')
  expect(tmux('list-sessions', '-F', '#{session_name}').split('\n')).toEqual(['a', 'b'])
  expect(tmux('show-hooks', '-g')).toContain('client-detached[0] kill-session -t b')
})
