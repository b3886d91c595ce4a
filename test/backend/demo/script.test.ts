import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SCRIPT, type ScriptName } from '../../../src/backend/demo/script.ts'
import { until } from './ssh.ts'

let dir: string
const tmux = (...args: string[]) =>
  execa('tmux', ['-f', '/dev/null', ...args], {
    env: { TMUX_TMPDIR: dir, TMUX: '', TMUX_PANE: '' },
  })
const screen = async () => (await tmux('capture-pane', '-p', '-t', '=s:')).stdout
const shows = (text: string) => until(async () => (await screen()).includes(text))
const press = (...keys: string[]) => tmux('send-keys', '-t', '=s:', ...keys)

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fmx-s-'))
})
afterEach(async () => {
  await tmux('kill-server')
  await rm(dir, { recursive: true })
})

/** Plays one script; its clock is a sleep that does not wait, but before its end: then what it prints last is shown. */
async function play(name: ScriptName): Promise<void> {
  await writeFile(
    join(dir, 'sleep'),
    '#!/bin/sh\n[ "$1" = 0.5 ] || set -- 0.01\nexec /bin/sleep "$1"\n',
  )
  await chmod(join(dir, 'sleep'), 0o700)
  await writeFile(join(dir, 'agent.sh'), SCRIPT[name])
  const line = `PATH=${dir}:$PATH exec sh ${dir}/agent.sh '✻' '❯' 'the goal'`
  await tmux(
    'new-session',
    '-d',
    '-s',
    's',
    '-x',
    '100',
    '-y',
    '40',
    line,
    ';',
    'set',
    '-w',
    'remain-on-exit',
    'on',
  )
}

test('one asks, shows its pointer, and takes a digit, y, n, arrows and Enter', async () => {
  await play('ask')
  await shows('❯ 1. Yes')
  await press('Down')
  await shows('❯ 2. Yes, and allow')
  await press('Enter')
  await shows('additions')
  await shows('❯ 1. Yes')
  await press('n')
  await shows('Rejected')
  await shows('❯ 1. Yes')
  await press('3')
  await until(async () => (await screen()).split('Rejected').length === 3)
  await shows('❯ 1. Yes')
})

test.each([
  ['fail', '1', '2 of 5 rounds failed'],
  ['done', '0', 'The notes are in'],
] as const)('%s ends by itself with %s', async (name, code, last) => {
  await play(name)
  // tmux 3.3a may sleep through the end of a pane's program until another child of its ends.
  const status = async () => {
    await tmux('run-shell', 'true')
    return tmux('display-message', '-p', '-t', '=s:', '#{pane_dead_status}')
  }
  await until(async () => (await status()).stdout === code)
  expect(await screen()).toContain(last)
})

test('one is idle at its prompt, takes a line, works on it and is idle again', async () => {
  await play('idle')
  await shows('? for shortcuts')
  await press('-l', 'what is a dead letter?')
  await press('Enter')
  await shows('● Noted: what is a dead letter?')
  await shows('? for shortcuts')
})

test('the busy one shows that it works, edits and tests', async () => {
  await play('build')
  await shows('esc to interrupt')
  await shows('2 additions and 1 removal')
  await shows('40 passed')
})

test('the log flows', async () => {
  await play('log')
  await shows('req=40030 status')
})

test('the page of colours has all three depths, line drawing and wide text', async () => {
  await play('palette')
  await shows('strings checked')
  const { stdout } = await tmux('capture-pane', '-p', '-e', '-t', '=s:')
  for (const part of ['[48;5;228m', '[48;2;0;255;160m', '\x0elqqq', '日本語', '👩‍💻']) {
    expect(stdout).toContain(part)
  }
})
