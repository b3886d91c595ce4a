import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inhabitants, signal } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { type App, openApp, toldOf } from './app.ts'

/** What people have in start-up files: the channel works, or what is said leads to the file. */
const HARMLESS = [
  ['asks', 'read -p "Start tmux? [y/N] " answer; read again'],
  ['prints', 'echo welcome; echo trouble >&2; printf "no newline"'],
  ['sets a time-out', 'export TMOUT=1; readonly TMOUT'],
  ['sets options', 'set -e -u -o noclobber; export SHELLOPTS'],
  ['sets words apart differently', 'export IFS=/; export LC_ALL=nowhere; export CDPATH=/'],
  ['changes the PATH', 'export PATH=/bin'],
  ['leaves no PATH', 'export PATH=/nowhere'],
  [
    'has functions of the same names',
    'sh() { :; }; tmux() { :; }; export -f tmux; alias exec=false',
  ],
] as const

const IN_THE_WAY = [
  ['starts another shell', 'echo "Welcome to zoo"; exec bash --norc', 'Welcome to zoo'],
  ['asks too much', 'for i in 1 2 3 4 5 6 7 8 9; do read answer; done', ''],
  ['waits', 'sleep 600', ''],
  ['takes our stdin away', 'exec </dev/null', ''],
  ['sends stdout elsewhere', 'exec >/dev/null', ''],
  ['exits', 'exit 3', ''],
  ['starts tmux', 'exec tmux', ''],
] as const

/** Each has a host of its own: what is in the way is waited for side by side. */
const hostOf = (does: string) => does.replaceAll(' ', '-').toLowerCase()

let lab: Lab
let app: App
beforeAll(async () => {
  const all = [...HARMLESS, ...IN_THE_WAY]
  const hosts = all.map(([does]) => hostOf(does))
  lab = await startLab({ hosts })
  app = await openApp()
  await app.configure({ sshConfig: lab.sshConfig, hosts: hosts.map(name => ({ name })) })
  for (const [does, line] of all) {
    await writeFile(join(lab.host(hostOf(does)).home, '.bashrc'), `${line}\n`)
    await lab.tmux(hostOf(does), 'new-session', '-d', '-s', 's1', 'cat')
  }
})
afterAll(async () => {
  await app?.close()
  await lab?.close()
  // No end of a connection ends a shell that waits in its start-up file.
  const left = lab ? inhabitants(dirname(lab.host('waits').home)) : []
  signal(
    left.map(({ pid }) => pid),
    'SIGKILL',
  )
})

test.concurrent.each(HARMLESS)('one that %s is no obstacle', async does => {
  const host = hostOf(does)
  const { code, out, err } = await app.run(['ls', '--host', host, '--timeout', '60'])
  expect([code, err]).toEqual([0, expect.not.stringContaining(host)])
  expect(out).toContain('s1')
  const sent = await app.run(['send', '--timeout', '60', `${host}/s1`, 'hello'])
  expect(sent.code, sent.err).toBe(0)
})

test.concurrent.each(IN_THE_WAY)(
  'one that %s is said to be in the way',
  async (does, _, printed) => {
    const host = hostOf(does)
    expect((await toldOf(app, host, '~/.bashrc (bash)')).err).toContain(printed)
    const tested = await app.run(['hosts', 'test', host])
    expect(tested.out).toContain('~/.bashrc (bash)')
  },
)
