import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Connection, createConnection } from '../../../src/backend/connection/connection.ts'
import { createLocal } from '../../../src/backend/transport/local.ts'
import { initialState } from '../../../src/state/initial.ts'
import { createStore, type Store } from '../../../src/state/store.ts'
import { find } from '../../../src/state/targets/target.ts'
import { update } from '../../../src/state/update.ts'
import { until } from '../../lab/process.ts'

/**
 * No tmux 2.9 can be had here: the most faithful stand-in is the real one behind a wrapper that knows
 * no version in formats, and refuses every flag that came with 3.0 or later.
 */
const OLD_TMUX = (real: string) => `#!/bin/sh
case $1 in -V) echo tmux 2.9a; exit;; esac
for word do
  case $word in
    -N|-B|-E|-A) echo "unknown option -- \${word#-}" >&2; exit 1;;
    *ignore-size*|*no-output*) echo "unknown option -- f" >&2; exit 1;;
  esac
done
i=$#
while [ $i -gt 0 ]; do
  word=$1; shift; i=$((i-1))
  word=$(printf '%s.' "$word" | sed 's/#{version}//g; s/#{pane_dead_signal}//g; s/#{client_flags}//g; s/#{bracket_paste_flag}//g'); word=\${word%.}
  set -- "$@" "$word"
done
exec ${real} "$@"
`

let dir = ''
let link: Connection
let store: Store
const path = process.env['PATH']
const tmux = (...args: string[]) =>
  execFileSync('tmux', ['-S', join(dir, 's'), '-f', '/dev/null', ...args], {
    env: { ...process.env, PATH: path },
  })
    .toString()
    .trim()

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fmo-'))
  const real = execFileSync('sh', ['-c', 'command -v tmux']).toString().trim()
  writeFileSync(join(dir, 'tmux'), OLD_TMUX(real))
  chmodSync(join(dir, 'tmux'), 0o755)
  process.env['PATH'] = `${dir}:${path}`
  tmux('new-session', '-d', '-s', 'old one', '-x', '80', '-y', '10', 'cat')
  store = createStore({
    update,
    initial: initialState(),
    run: () => {},
    now: Date.now,
  })
  store.dispatch({
    type: 'configured',
    hosts: [{ name: 'local', transport: 'local' }],
    settings: store.getState().settings,
  })
  link = createConnection({
    host: { name: 'local', transport: 'local' },
    transport: createLocal({ name: 'local', deadline: 30_000 }),
    tmux: ['-S', join(dir, 's')],
    deadline: 30_000,
    isOurs: () => () => false,
    dispatch: event => store.dispatch(event),
  })
})

afterEach(async () => {
  process.env['PATH'] = path
  await link.hangUp()
  tmux('kill-server')
  rmSync(dir, { recursive: true, force: true })
})

test('an old server is swept over the same contract, and its row says so', async () => {
  link.dial()
  const found = () => find(store.getState(), { host: 'local', session: 'old one' })
  await until('the session', () => 'pane' in found())
  expect(store.getState().hosts.get('local')?.server).toMatchObject({
    version: '2.9a',
    path: 'swept',
    note: 'tmux 2.9a cannot report changes',
  })
  expect(tmux('list-clients')).toBe('')

  const there = found()
  if (!('pane' in there)) throw new Error('it was there')
  store.dispatch({ type: 'follow', target: there.target })
  link.follow(there.target, there.session)
  await link.client().ask([['send-keys', '-l', '-t', there.pane.id, '--', 'hello $HOME "x" \'y\'']])
  const shown = () => store.getState().output.screen?.lines.join('\n') ?? ''
  await until('its screen', () => shown().includes('hello $HOME "x" \'y\''))
  tmux('rename-session', '-t', '=old one', 'new name')
  await until(
    'the new name',
    () => 'pane' in find(store.getState(), { host: 'local', session: 'new name' }),
  )
})
