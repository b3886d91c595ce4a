import { expect, test } from 'vitest'
import type { Session } from '../../src/state/model/fleet.ts'
import {
  link,
  linkForEachTest,
  names,
  screen,
  session,
  store,
  target,
  tmux,
} from '../backend/connection/one-link.ts'
import { until } from '../lab/process.ts'

linkForEachTest()

test('moves one stream client between sessions that print without end, and the server lives', async () => {
  const flood = 'while :; do seq 1000000 1020000; done'
  for (const name of ['one', 'two'])
    tmux('new-session', '-d', '-s', name, '-x', '80', '-y', '10', flood)
  link.dial()
  await until('both', () => names().length === 2)
  const streams = () =>
    tmux('list-clients', '-F', '#{client_flags} #{client_pid} #{client_session}')
      .split('\n')
      .filter(line => line.includes('read-only'))
  link.follow(target('one'), session('one') as Session)
  await until('a stream', () => streams().length === 1)
  const pid = streams()[0]?.split(' ')[1]
  for (let round = 0; round < 60; round++) {
    const name = round % 2 === 0 ? 'two' : 'one'
    store.dispatch({ type: 'follow', target: target(name) })
    link.follow(target(name), session(name) as Session)
    await until(`it in ${name}`, () => streams()[0]?.endsWith(` ${name}`) === true)
    expect(streams()[0]?.split(' ')[1]).toBe(pid)
  }
  await until('the screen', () => screen().includes('10'))
  expect(tmux('list-sessions', '-F', '#{session_name}')).toBe('one\ntwo')
})
