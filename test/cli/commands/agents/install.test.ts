import { access, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Lab, startLab } from '../../../lab/sshd.ts'
import { type App, openApp } from '../../app.ts'
import { command, npmCalls, withNpm } from './stand-in.ts'

let app: App
let lab: Lab
beforeAll(async () => {
  ;[app, lab] = await Promise.all([openApp(), startLab({ hosts: 2 })])
  await app.configure({
    sshConfig: lab.sshConfig,
    hosts: [
      { name: 'lab1', tags: ['ci'] },
      { name: 'lab2', tags: ['ci'] },
    ],
  })
})
afterAll(async () => {
  await app.close()
  await lab.close()
})
beforeEach(async () => {
  for (const { home } of lab.hosts) {
    for (const name of ['.local', 'bin', 'npm.log'])
      await rm(join(home, name), { recursive: true, force: true })
    await withNpm(home)
  }
})

const home = (name: string) => lab.host(name).home

test('an agent is installed below ~/.local of its user, found, updated and removed', async () => {
  const installed = await app.run(['install', 'copilot', '--on', 'lab1'])
  const path = join(home('lab1'), '.local/bin/copilot')
  expect([installed.code, installed.out]).toEqual([0, `lab1\tcopilot\tinstalled\t3.2.1\t${path}\n`])
  expect(installed.err).toBe(
    `${[
      'lab1: probe: copilot is not installed',
      'lab1: install: npm install -g --prefix "$HOME/.local" @github/copilot@latest',
      'lab1: verify: looking for copilot',
      `lab1: note: ${join(home('lab1'), '.local/bin')} is not in the PATH of a login shell on the host, but fleetmux finds it`,
    ].join('\n')}\n`,
  )
  const arguments_ = `-g --prefix ${home('lab1')}/.local --no-fund --no-audit --loglevel=error`
  expect(await npmCalls(home('lab1'))).toEqual([`install ${arguments_} @github/copilot@latest`])
  expect((await app.run(['detect', 'copilot', '--on', 'lab1'])).out).toBe(
    `lab1\tcopilot\t3.2.1\tnpm\t${path}\n`,
  )
  const again = await app.run(['install', 'copilot', '--on', 'lab1'])
  expect([again.code, again.out.split('\t')[2]]).toEqual([0, 'present'])
  expect(await npmCalls(home('lab1'))).toHaveLength(1)
  expect((await app.run(['update', 'copilot', '--on', 'lab1'])).out).toContain('\tupdated\t3.2.1\t')
  expect(await npmCalls(home('lab1'))).toHaveLength(2)
  expect((await app.run(['uninstall', 'copilot', '--on', 'lab1'])).code).toBe(0)
  await expect(access(path)).rejects.toThrow()
})

test('what npm has to be told runs its scripts is named, where npm knows the flag', async () => {
  await app.run(['install', 'claude', '--on', 'lab1'])
  expect((await npmCalls(home('lab1')))[0]).toContain(
    '@anthropic-ai/claude-code@latest --allow-scripts=@anthropic-ai/claude-code',
  )
})

test('one host fails in plain words, and the other is served', async () => {
  await command(
    home('lab2'),
    'npm',
    `[ "$1" != --version ] || { echo 11; exit; }
echo 'npm error code ENOTFOUND' >&2
echo 'npm error network request to https://registry.npmjs.org failed, reason: getaddrinfo ENOTFOUND' >&2
exit 1`,
  )
  const { code, out, err } = await app.run(['install', 'codex', '--on', 'tag=ci', '--json'])
  expect(code).toBe(4)
  expect(JSON.parse(out)).toMatchObject({
    action: 'install',
    hosts: [{ host: 'lab1', agent: 'codex', outcome: 'installed', version: '3.2.1' }],
    failures: [{ host: 'lab2', kind: 'remote' }],
  })
  expect(err).toMatch(/lab2: The host cannot reach the npm registry.*ENOTFOUND.*npm ping/)
})

test('a dry run looks and runs nothing', async () => {
  const { code, out } = await app.run(['install', 'codex', '--on', 'lab1,lab2', '--dry-run'])
  expect(code).toBe(0)
  expect(out).toBe(
    ['lab1', 'lab2']
      .map(
        host =>
          `${host}\tcodex\tplanned\t\tnpm install -g --prefix "$HOME/.local" @openai/codex@latest\n`,
      )
      .join(''),
  )
  expect(await npmCalls(home('lab1'))).toEqual([])
  const native = await app.run(['install', 'claude', '--on', 'lab1', '--native', '--dry-run'])
  expect(native.out).toContain('curl -fsSL https://claude.ai/install.sh -o FILE && bash FILE')
})

test('a Node.js that is too old, and an npm that is none, are told before anything is done', async () => {
  await withNpm(home('lab1'), { node: 'v18.20.1' })
  const old = await app.run(['install', 'gemini', '--on', 'lab1'])
  expect([old.code, old.err]).toEqual([
    1,
    expect.stringContaining(
      'gemini needs Node.js 20 or newer. (the host has v18.20.1) Install Node.js 20 or newer on the host.',
    ),
  ])
  await command(home('lab1'), 'npm', 'exit 127')
  const none = await app.run(['install', 'claude', '--on', 'lab1'])
  expect(none.err).toMatch(
    /npm does not start on this host\. \(`.*\/npm --version` ended with exit code \d+\) Install Node\.js 20 or newer, with npm, .*--native.*claude\.ai/,
  )
  expect(await npmCalls(home('lab1'))).toEqual([])
})

test('a package whose program was not put in place is told as broken, and installed anew', async () => {
  await withNpm(home('lab1'), { does: 'echo "binary not installed" >&2; exit 1' })
  const { code, err } = await app.run(['install', 'opencode', '--on', 'lab1'])
  expect(code).toBe(1)
  expect(err).toMatch(/installed, but does not start\. \(binary not installed\).*ignore-scripts/)
  const found = await app.run(['detect', 'opencode', '--on', 'lab1'])
  expect([found.code, found.out.split('\t')[2]]).toEqual([1, 'broken'])
  await withNpm(home('lab1'))
  expect((await app.run(['install', 'opencode', '--on', 'lab1'])).out).toContain('\tinstalled\t')
})

test('what a person has put there is never removed or overwritten', async () => {
  await command(home('lab1'), 'amp', 'echo 1.0.0')
  const place = join(home('lab1'), 'bin/amp')
  for (const word of ['uninstall', 'update']) {
    const { code, err } = await app.run([word, 'amp', '--on', 'lab1'])
    expect([code, err]).toEqual([
      1,
      expect.stringContaining(`was not changed. (the installed one is ${place})`),
    ])
  }
  await access(place)
  await app.run(['install', 'amp', '--on', 'lab1', '--force'])
  const removed = await app.run(['uninstall', 'amp', '--on', 'lab1'])
  expect([removed.code, removed.err]).toEqual([
    0,
    expect.stringContaining(`another installation was not touched: ${place}`),
  ])
})

test('what is not there can be neither updated nor removed: 4', async () => {
  for (const word of ['update', 'uninstall']) {
    const { code, out } = await app.run([word, 'copilot', '--on', 'lab1'])
    expect([code, out]).toEqual([4, 'lab1\tcopilot\tnot installed\t\t\n'])
  }
  expect((await app.run(['detect', 'copilot', '--on', 'lab1'])).code).toBe(4)
})

test.each([
  [['install', 'cluade'], 'Did you mean claude?'],
  [['install', 'aider'], 'fleetmux can install claude, codex'],
  [['install', 'codex', '--on', ''], '--on names no host'],
  [['install', 'codex', '--on', 'lab1,,lab2'], 'contains an empty host name'],
  [['install', 'codex', '--on', 'tag=none'], 'matches no host'],
  [['install', 'codex', '--on', 'session=x'], 'selects by session=, which hosts do not have.'],
  [['install', 'codex', '--on', 'lab1', '--remote', 'lab2'], '--remote names lab2'],
  [['install', 'gemini', '--on', 'lab1', '--native', '--force'], 'no installer of its own'],
  [['detect', 'cluade'], 'Did you mean claude?'],
  [['detect'], 'Name an AGENT, or use --all'],
])('%j is a usage error', async (args, words) => {
  const { code, err } = await app.run(args)
  expect([code, err]).toEqual([2, expect.stringContaining(words)])
})

test('detect --all finds what is there and says nothing of the rest', async () => {
  await command(home('lab1'), 'codex', 'echo "codex-cli 0.9.1"')
  const { code, out } = await app.run(['detect', '--all', '--on', 'lab1'])
  const rows = out.split('\n').filter(line => line.includes(home('lab1')))
  expect([code, rows]).toEqual([
    0,
    [`lab1\tcodex\tcodex-cli 0.9.1\thome\t${join(home('lab1'), 'bin/codex')}`],
  ])
})

test('for a bridge there is nothing to install', async () => {
  const { code, out } = await app.run(['install', 'agent-mux-remote'])
  expect([code, out]).toEqual([0, expect.stringContaining('fleetmux run AGENT --on HOST')])
})
