import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { killAndConfirm } from '../../../src/backend/connection/kill-answer.ts'
import { killSession } from '../../../src/backend/kill-session.ts'
import { newSession } from '../../../src/backend/new-session.ts'
import { sendKeys, sendText } from '../../../src/backend/send/type.ts'
import { FailureError, makeFailure } from '../../../src/state/model/failure.ts'
import type { Session } from '../../../src/state/model/fleet.ts'
import { until } from '../../lab/process.ts'
import { meansOf } from '../send/send-context.ts'
import {
  host,
  link,
  linkForEachTest,
  names,
  running,
  screen,
  session,
  sessions,
  socket,
  store,
  target,
  tmux,
} from './one-link.ts'

linkForEachTest()
const means = () => meansOf(() => link.client())

test('finds what is there: names with anything in them, windows, panes, sizes', async () => {
  tmux('new-session', '-d', '-s', 'a $(x) "q" \'s\' 日本 ##{pid}', '-x', '90', '-y', '20', 'cat')
  tmux('new-session', '-d', '-s', '-dash', 'cat')
  tmux('split-window', '-t', '=-dash:', 'sleep 99')
  link.dial()
  await until('two sessions', () => names().length === 2)
  expect(names().toSorted()).toEqual(['-dash', 'a $(x) "q" \'s\' 日本 #{pid}'])
  expect(session('-dash')?.panes.map(pane => pane.command)).toEqual(['cat', 'sleep'])
  expect(session('a $(x) "q" \'s\' 日本 #{pid}')).toMatchObject({ attached: 0, windows: 1 })
  expect(sessions().find(each => each.name.startsWith('a'))?.panes[0]).toMatchObject({
    width: 90,
    height: 20,
  })
})

test('hears sessions come, change their name and go', async () => {
  tmux('new-session', '-d', '-s', 'one', 'cat')
  link.dial()
  await until('one', () => names().includes('one'))
  tmux('new-session', '-d', '-s', 'two', 'cat')
  await until('two', () => names().includes('two'))
  tmux('rename-session', '-t', '=two', 'deux')
  await until('deux', () => names().includes('deux'))
  tmux('kill-session', '-t', '=deux')
  await until('gone', () => names().join() === 'one')
})

test('keeps the exit code of a pane that stayed', async () => {
  tmux('new-session', '-d', '-s', 'one', 'cat')
  tmux('set-option', '-g', 'remain-on-exit', 'on')
  tmux('new-session', '-d', '-s', 'seven', 'exit 7')
  tmux('new-session', '-d', '-s', 'killed', 'kill -9 $$')
  link.dial()
  // A pane may be dead before tmux knows how it ended: 3.3 may miss that until another child of it ends.
  await until('both ended', () => {
    tmux('run-shell', 'true')
    return ['seven', 'killed'].every(name => session(name)?.panes[0]?.dead?.code !== undefined)
  })
  expect(session('seven')?.panes[0]?.dead).toEqual({ code: 7 })
  expect(session('killed')?.panes[0]?.dead).toEqual({ code: 137 })
})

test('no server, then one, then none again: each is said, none hides the other', async () => {
  link.dial()
  await until('no server', () => host()?.server.state === 'none')
  expect(host()?.link.state).toBe('up')
  store.dispatch(
    await newSession(
      link,
      { type: 'new-session', host: 'local', name: 'first', command: 'cat' },
      host(),
    ),
  )
  await until('first', () => names().includes('first'))
  tmux('kill-server')
  await until('no server again', () => host()?.server.state === 'none')
  expect(names()).toEqual([])
})

test('follows a pane live and types into it, byte for byte', async () => {
  tmux('new-session', '-d', '-s', 'one', '-x', '80', '-y', '10', 'cat')
  link.dial()
  await until('one', () => names().includes('one'))
  store.dispatch({ type: 'follow', target: target('one') })
  link.follow(target('one'), session('one') as Session)
  await sendText(
    means(),
    {
      type: 'send',
      target: target('one'),
      text: 'Up ; -x "$HOME" ~ #{pid} 日本',
      enter: true,
    },
    60_000,
  )
  await until('the echo', () => screen().includes('Up ; -x "$HOME" ~ #{pid} 日本'))
  await sendKeys(means(), {
    type: 'keys',
    target: target('one'),
    keys: [{ text: 'abc' }, { key: 'BSpace' }, { text: 'd' }],
  })
  await until('the keys', () => screen().includes('abd'))
  await until('a stream', () => tmux('list-clients', '-F', '#{client_flags}').includes('read-only'))
  tmux('send-keys', '-t', '=one:', 'from elsewhere')
  await until('their keys', () => screen().includes('from elsewhere'))
})

test('ends the session that was asked for, and no other', async () => {
  for (const name of ['s1', 's10']) tmux('new-session', '-d', '-s', name, 'cat')
  link.dial()
  await until('both', () => names().length === 2)
  const asked = {
    type: 'kill-session',
    host: 'local',
    server: '',
    session: session('s1')?.id ?? '',
    name: 's1',
  } as const
  const untracked = async () => {}
  tmux('rename-session', '-t', '=s1', 'other')
  await expect(killSession(link, asked, untracked)).rejects.toThrow('was renamed to other')
  expect(tmux('list-sessions', '-F', '#{session_name}')).toBe('other\ns10')
  await killSession(link, { ...asked, name: 'other' }, untracked)
  await until('one left', () => names().join() === 's10')
  await killSession(link, { ...asked, session: session('s10')?.id ?? '', name: 's10' }, untracked)
  await until('the last went, and the server', () => host()?.server.state === 'none')
})

test('a session counts as ended without an answer only if it is no longer there', async () => {
  for (const name of ['stays', 'goes']) tmux('new-session', '-d', '-s', name, 'cat')
  link.dial()
  await until('both', () => names().length === 2)
  const lost = new FailureError(makeFailure({ kind: 'lost', host: 'local', what: 'It is lost.' }))
  const losing = (act: () => Promise<void>) => ({
    ...link,
    client: () => ({
      ...link.client(),
      ask: async () => {
        await act()
        throw lost
      },
    }),
  })
  const of = (name: string) => session(name) ?? expect.fail(name)
  const idle = losing(async () => {})
  await expect(killAndConfirm(idle, of('stays'))).rejects.toThrow('It is lost.')
  const away = new FailureError(
    makeFailure({ kind: 'unreachable', host: 'local', what: 'It is away.' }),
  )
  const gone = { ...idle, ready: () => Promise.reject(away) }
  await expect(killAndConfirm(gone, of('stays'))).rejects.toThrow(
    'local: It is not known whether session stays was ended, because the connection was lost meanwhile. (It is away.)',
  )
  const killing = losing(async () => {
    tmux('kill-session', '-t', '=goes')
    await until('it to be gone', () => names().join() === 'stays')
  })
  await killAndConfirm(killing, of('goes'))
  expect(tmux('list-sessions', '-F', '#{session_name}')).toBe('stays')
})

test('leaves nothing on the server: no client, no option, no buffer', async () => {
  tmux('new-session', '-d', '-s', 'one', 'cat')
  const before = [
    tmux('show-options', '-g'),
    tmux('show-environment', '-t', '=one'),
    tmux('list-keys'),
  ]
  link.dial()
  await until('one', () => names().includes('one'))
  link.follow(target('one'), session('one') as Session)
  await until('a stream', () => tmux('list-clients', '-F', '#{client_flags}').includes('read-only'))
  await sendText(
    means(),
    {
      type: 'send',
      target: target('one'),
      text: 'hello',
      enter: true,
    },
    60_000,
  )
  await link.hangUp()
  await until('no client', () => tmux('list-clients') === '')
  expect(tmux('list-buffers')).toBe('')
  expect([
    tmux('show-options', '-g'),
    tmux('show-environment', '-t', '=one'),
    tmux('list-keys'),
  ]).toEqual(before)
})

test('never attaches to a session that would end when it leaves', async () => {
  tmux('new-session', '-d', '-s', 'fragile', 'cat')
  const person = spawn('tmux', ['-S', socket, '-C', 'attach'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  await until('a client', () => tmux('list-clients') !== '')
  tmux('set-option', '-t', 'fragile', 'destroy-unattached', 'on')
  link.dial()
  await until('it', () => names().includes('fragile'))
  expect(host()?.server).toMatchObject({ path: 'swept' })
  store.dispatch({ type: 'follow', target: target('fragile') })
  link.follow(target('fragile'), session('fragile') as Session)
  await sendText(
    means(),
    {
      type: 'send',
      target: target('fragile'),
      text: 'still there',
      enter: true,
    },
    60_000,
  )
  await until('its screen', () => screen().includes('still there'))
  expect(tmux('list-clients').split('\n')).toHaveLength(1)
  await link.hangUp()
  expect(tmux('list-sessions', '-F', '#{session_name}')).toBe('fragile')
  person.stdin.end()
  await until('it ends with its person', () => !running())
})
