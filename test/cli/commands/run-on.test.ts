import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { capture, signal, until } from '../../lab/process.ts'
import { type Lab, startLab } from '../../lab/sshd.ts'
import { type App, openApp } from '../app.ts'

let app: App
let lab: Lab
beforeAll(async () => {
  ;[app, lab] = await Promise.all([openApp(), startLab({ hosts: ['h1', 'h2', 'h3'] })])
  const hosts = lab.hosts.map(({ name }, at) => ({
    ...{ name, address: name, tags: ['lab'], directory: '~/' },
    environment: { WHICH: at === 1 ? 'other' : 'same', TRICKY: `a'b"$(id)\n;` },
  }))
  await app.configure({ sshConfig: lab.sshConfig, hosts })
})
afterAll(() => Promise.all([app.close(), lab.close()]))

const runOn = (...args: readonly string[]) => app.run(['run-on', ...args])

test('hosts that print the same are told together, with the environment of their configuration', async () => {
  expect(await runOn('--on', 'tag=lab', '--', 'echo "$WHICH"; echo oops >&2')).toEqual({
    code: 0,
    out: '== h1, h3 (2 hosts)\nsame\n! oops\n== h2\nother\n! oops\n',
    err: '',
  })
})

test('one host: its output as it comes, its exit code', async () => {
  const done = await runOn('--on', 'h1', '--', 'printf %s "$TRICKY"; echo err >&2; exit 7')
  expect(done).toEqual({ code: 7, out: `a'b"$(id)\n;\n`, err: 'err\n' })
})

test('several words are a program and its arguments: no shell reads them again', async () => {
  const words = ['printf', '[%s]', 'a b', '$HOME', "it's", '', '-n']
  expect((await runOn('--on', 'h1', '--', ...words)).out).toBe("[a b][$HOME][it's][][-n]\n")
})

test('a canary that fails stops what follows, and tells who was not asked', async () => {
  const { code, out, err } = await runOn('--on', 'tag=lab', '--canary', '1,all', '--', 'false')
  expect([code, out]).toEqual([1, '== h1, exit code 1\n'])
  expect(err).toBe(
    'Stage 1 of 2: h1\nStopped, because h1 failed. The command was not run on h2 and h3.\n',
  )
})

test('a canary that does well is followed by the rest', async () => {
  const { code, out } = await runOn('--on', 'tag=lab', '--canary', '1', '--', 'echo "$WHICH"')
  expect([code, out]).toEqual([0, '== h1\nsame\n== h2\nother\n== h3\nsame\n'])
})

test('--json: an outcome for each host', async () => {
  const json = ['--json', '--canary', '2', '--', 'test "$WHICH" = same']
  const { code, out } = await runOn('--on', 'h1,h2,h3', ...json)
  expect(code).toBe(4)
  expect(JSON.parse(out).hosts).toEqual([
    expect.objectContaining({ host: 'h1', state: 'ran', code: 0, stdout: '', omitted: 0 }),
    expect.objectContaining({ host: 'h2', state: 'ran', code: 1 }),
    { host: 'h3', state: 'not-run' },
  ])
})

test('a directory that is not there is said in words, and nothing runs', async () => {
  const { code, out, err } = await runOn('--on', 'h1,h2', '--dir', 'no/where', '--', 'echo ran')
  expect([code, out]).toEqual([1, ''])
  expect(err).toContain('The host has no directory')
  expect(err).toContain('Name another directory with --dir.')
})

test('when its time is over it is ended with all that it has started', async () => {
  const mark = `sleep 98${process.pid}`
  const { code, err } = await runOn('--on', 'h2', '--timeout', '1', '--', `${mark}; ${mark}`)
  expect([code, err]).toEqual([
    124,
    expect.stringContaining('h2: The command did not end within 1 s, so it was ended.'),
  ])
  await until('its sleeps to end', async () => !(await running(mark)))
})

test('a fleetmux that is killed ends what it has started there', async () => {
  const mark = `sleep 97${process.pid}`
  const live = app.start(['run-on', '--on', 'h3', '--', `echo on; ${mark}`])
  await until('the command to run', () => live.out().includes('on'))
  signal([live.child.pid ?? 0], 'SIGKILL')
  await live.ended
  await until('its sleep to end', async () => !(await running(mark)))
})

test('more output than is kept: the newest, and how much is left out', async () => {
  const flood =
    "i=0; while [ $i -lt 3 ]; do head -c 700000 /dev/zero | tr '\\0' x; i=$((i+1)); done; echo; echo end"
  const { out } = await runOn('--on', 'h1,h2', '--', flood)
  expect(out.split('\n')[1]).toBe('... 1.0 MiB of earlier output were omitted')
  expect(out.endsWith('x\nend\n')).toBe(true)
})

test('a host that is not there fails alone', async () => {
  await lab.kill('h2')
  const { code, out, err } = await runOn('--on', 'tag=lab', '--', 'echo here')
  await lab.start('h2')
  expect([code, out]).toEqual([4, '== h1, h3 (2 hosts)\nhere\n'])
  expect(err).toContain('h2')
})

test.each([
  [['--on', 'h1'], 'run-on: missing command'],
  [['--on', 'h1', '--canary', 'x', '--', 'true'], 'Invalid value in --canary: "x"'],
  [['--on', 'h9=', '--', 'true'], 'h9'],
])('%j is refused', async (args, words) => {
  const { code, err } = await runOn(...args)
  expect(code).toBe(2)
  expect(err).toContain(words)
})

async function running(mark: string): Promise<boolean> {
  const all = await capture('ps', ['-A', '-o', 'args='])
  return all.split('\n').some(line => line.trim() === mark)
}

test('an escape sequence of a host does not reach a terminal', async () => {
  await writeFile(join(lab.host('h1').home, 'rude'), '\u001b]0;title\u0007\u001b[31mred\u001b[0m\n')
  expect((await app.run(['run-on', '--on', 'h1', '--', 'cat rude'], { terminal: true })).out).toBe(
    'red\n',
  )
})
