import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Lab, startLab } from '../lab/sshd.ts'
import { type App, openApp } from './app.ts'

/** What people have in start-up files: the channel works, or what is said leads to the file. */
let lab: Lab
let app: App
beforeAll(async () => {
  lab = await startLab({ hosts: 1 })
  app = await openApp()
  await app.configure({ sshConfig: lab.sshConfig, hosts: [{ name: 'lab1' }] })
  await lab.tmux('lab1', 'new-session', '-d', '-s', 's1', 'cat')
})
afterAll(async () => {
  await app?.close()
  await lab?.close()
})
const file = () => join(lab.host('lab1').home, '.bashrc')
afterEach(() => rm(file(), { force: true }))

test.each([
  ['asks', 'read -p "Start tmux? [y/N] " answer; read again'],
  ['prints', 'echo welcome; echo trouble >&2; printf "no newline"'],
  ['sets a time-out', 'export TMOUT=1; readonly TMOUT'],
  ['sets options', 'set -e -u -o noclobber; export SHELLOPTS'],
  ['sets words apart differently', 'export IFS=/; export LC_ALL=nowhere; export CDPATH=/'],
  ['changes the PATH', 'export PATH=/bin'],
  [
    'has functions of the same names',
    'sh() { :; }; tmux() { :; }; export -f tmux; alias exec=false',
  ],
])('one that %s is no obstacle', async (_, line) => {
  await writeFile(file(), `${line}\n`)
  const { code, out, err } = await app.run(['ls', '--timeout', '8'])
  expect([code, err]).toEqual([0, expect.not.stringContaining('lab1')])
  expect(out).toContain('s1')
  const sent = await app.run(['send', 'lab1/s1', 'hello'])
  expect(sent.code, sent.err).toBe(0)
})

test.each([
  ['starts another shell', 'echo "Welcome to zoo"; exec bash --norc', 'Welcome to zoo'],
  ['asks too much', 'for i in 1 2 3 4 5 6 7 8 9; do read answer; done', ''],
  ['waits', 'sleep 600', ''],
  ['takes our stdin away', 'exec </dev/null', ''],
  ['sends stdout elsewhere', 'exec >/dev/null', ''],
  ['exits', 'exit 3', ''],
  ['starts tmux', 'exec tmux', ''],
])('one that %s is said to be in the way', async (_, line, printed) => {
  await writeFile(file(), `${line}\n`)
  const listed = await app.run(['ls', '--timeout', '4'])
  expect(listed.err).toContain('~/.bashrc (bash)')
  expect(listed.err).toContain(printed)
  const tested = await app.run(['hosts', 'test', 'lab1'])
  expect(tested.out).toContain('~/.bashrc (bash)')
})
