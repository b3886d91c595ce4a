import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createForegroundGroups } from '../../../src/backend/agents/foreground/foreground-groups.ts'
import {
  createHostScriptReader,
  foregroundMessage,
  type HostScriptEvent,
  startHostScript,
} from '../../../src/backend/host-script/host-script.ts'
import { capture, until } from '../../lab/process.ts'

const NONCE = '0123456789abcdef'
let dir: string
let child: ChildProcess | undefined

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fmf-'))
})

afterEach(async () => {
  child?.stdin?.end()
  await capture('tmux', ['-S', join(dir, 's'), 'kill-server']).catch(() => '')
  if (child && child.exitCode === null) await new Promise(done => child?.once('exit', done))
  rmSync(dir, { recursive: true, force: true })
})

/** The programs of a small system, all of them busybox's, with a tmux. */
async function smallSystem(without: readonly string[]): Promise<string> {
  const path = join(dir, 'bin')
  mkdirSync(path)
  const busybox = (await capture('sh', ['-c', 'command -v busybox'])).trim()
  const names = 'sh awk cat ps id mkfifo rm rmdir mkdir ls sleep dd chmod grep sed tr ln'.split(' ')
  for (const name of names.filter(each => !without.includes(each)))
    symlinkSync(busybox, join(path, name))
  symlinkSync((await capture('sh', ['-c', 'command -v tmux'])).trim(), join(path, 'tmux'))
  return path
}

async function ask(path: string): Promise<Extract<HostScriptEvent, { type: 'processes' }>> {
  const { argv, first } = startHostScript({ nonce: NONCE, tmux: ['-S', join(dir, 's')] })
  const env = { PATH: path, HOME: dir, TMPDIR: dir }
  const own = spawn('/bin/sh', argv.slice(1), { env })
  child = own
  const reader = createHostScriptReader(NONCE)
  const events: HostScriptEvent[] = []
  own.stderr.on('data', chunk => events.push(...reader.stderr(chunk)))
  own.stdin.write(first + foregroundMessage())
  return until('the processes', () => events.find(each => each.type === 'processes')) as Promise<
    Extract<HostScriptEvent, { type: 'processes' }>
  >
}

/** A pane in which a shell has started an agent by a script, as its own foreground group. */
async function startPane(): Promise<number> {
  const command = `exec -a -bash bash --norc -c 'set -m; bash -c "exec -a claude sleep 600"'`
  const words = ['-f', '/dev/null', 'new-session', '-d', '-P', '-F', '#{pane_pid}']
  const pid = await capture('tmux', [
    '-S',
    join(dir, 's'),
    ...words,
    `bash -c '${command.replaceAll("'", `'\\''`)}'`,
  ])
  return Number(pid)
}

async function names(path: string): Promise<string> {
  const pid = await startPane()
  await until(
    'the agent',
    async () => (await capture('ps', ['-A', '-o', 'args='])).includes('claude 600') || undefined,
  )
  const { processes } = await ask(path)
  expect(processes.filter(({ args }) => args.includes(NONCE))).toEqual([])
  return createForegroundGroups(processes)(pid)?.join('; ') ?? ''
}

test('who has the terminal of a pane, by ps', async () => {
  expect(await names(process.env['PATH'] ?? '')).toBe('claude 600')
})

test('who has the terminal of a pane where ps is that of BusyBox', async () => {
  expect(await names(await smallSystem([]))).toBe('claude 600')
})

/** As macOS prints the columns that are asked for: aligned to the right, 0 without a terminal. */
const MACOS_PS = `    1     0     1      0 /sbin/launchd
  501     1   501      0 /usr/libexec/UserEventAgent (Aqua)
  611     1   611    640 login -pf dev
  612   611   612    640 -zsh
  640   612   640    640 node /opt/homebrew/bin/codex --model o9
  641   640   640    640 /opt/homebrew/lib/node_modules/@openai/codex/vendor/aarch64-apple-darwin/codex/codex --model o9
  700     1   700    700 -zsh
`

test('who has the terminal of a pane, by what ps of macOS prints', async () => {
  const path = await smallSystem(['ps'])
  writeFileSync(join(dir, 'table'), MACOS_PS)
  writeFileSync(join(path, 'ps'), `#!/bin/sh\nexec cat '${join(dir, 'table')}'\n`)
  chmodSync(join(path, 'ps'), 0o700)
  const { processes } = await ask(path)
  const groups = createForegroundGroups(processes)
  expect(groups(612)?.map(args => args.split(' ').slice(0, 2).join(' '))).toEqual([
    'node /opt/homebrew/bin/codex',
    expect.stringContaining('/codex/codex'),
  ])
  expect(groups(700)).toEqual(['-zsh'])
  expect(groups(501)).toBeUndefined()
})

test('a host without ps tells the names that its kernel has', async () => {
  expect(await names(await smallSystem(['ps']))).toBe('sleep')
})

test('a host without awk tells nothing, and goes on', async () => {
  expect(await names(await smallSystem(['awk']))).toBe('')
})
