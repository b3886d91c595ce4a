import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openChannel } from '../../../src/backend/tmux/channel/channel.ts'
import { createLocal } from '../../../src/backend/transport/local.ts'
import { alive, signal, until } from '../../lab/process.ts'

/* How our clients end without harm to the server: tmux 3.2 to 3.6 dies of a control client that is unlucky. */

let dir = ''
let server = 0
const tmux = (...args: string[]) =>
  spawnSync('tmux', ['-S', join(dir, 's'), '-f', '/dev/null', ...args])
    .stdout.toString()
    .trim()
const clients = () =>
  tmux('list-clients', '-F', '#{client_pid}').split('\n').filter(Boolean).map(Number)

beforeEach(() => {
  dir = mkdtempSync('/tmp/fme-')
  for (const name of ['a', 'b']) tmux('new-session', '-d', '-s', name, 'exec cat')
  server = Number(tmux('display-message', '-p', '#{pid}'))
})
afterEach(async () => {
  signal([server], 'SIGTERM')
  await until('its end', () => !alive(server))
  rmSync(dir, { recursive: true })
})

async function converse() {
  const channel = await openChannel({
    transport: createLocal({ name: 'local', deadline: 10_000 }),
    tmux: ['-S', join(dir, 's')],
    deadline: 10_000,
    lost: [],
    slow() {},
    roundTrip() {},
  })
  channel.ended.catch(() => {})
  return { channel, talk: await channel.converse(await channel.look()) }
}

test('its session is ended while our client is slow to go: the server lives', async () => {
  const { channel, talk } = await converse()
  const [client = 0] = clients()
  signal([client], 'SIGSTOP')
  tmux('kill-session', '-t', tmux('list-clients', '-F', '#{session_id}'))
  // What it subscribed to is looked at once a second, and moves.
  for (let count = 0; count < 4; count++) {
    tmux('new-window', '-d', '-t', '=b:', 'exec cat')
    tmux('new-window', '-d', '-t', '=a:', 'exec cat')
    tmux('run-shell', 'sleep 0.6')
  }
  signal([client], 'SIGCONT')
  await talk.closed
  expect(alive(server)).toBe(true)
  await channel.close()
})

test('the window that its subscription hangs on closes: it goes on hearing what moves', async () => {
  tmux('new-window', '-t', '=a:', 'exec cat')
  tmux('new-window', '-t', '=b:', 'exec cat')
  const { channel, talk } = await converse()
  const moved = new Set<string>()
  talk.listen({
    changed() {},
    moved: panes => panes.forEach(pane => void moved.add(pane)),
    relisten() {},
  })
  const [session = ''] = tmux('list-clients', '-F', '#{session_id}').split('\n')
  const other = tmux('list-sessions', '-F', '#{session_id}')
    .split('\n')
    .find(id => id !== session)
  const pane = tmux('display-message', '-p', '-t', `${other}:`, '#{pane_id}')
  await until('the first', () => moved.has(pane))
  tmux('kill-window', '-t', `${session}:`)
  for (const text of ['x', 'y', 'z']) {
    moved.clear()
    await until(`the move of ${text}`, () => {
      tmux('send-keys', '-t', pane, '-l', text)
      return moved.has(pane)
    })
  }
  await channel.close()
})
