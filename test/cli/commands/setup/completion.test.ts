import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isInstalled } from '../../../lab/installed-program.ts'
import { type App, openApp, shows } from '../../app.ts'

let app: App
beforeAll(async () => {
  app = await openApp()
  await app.configure({
    hosts: [
      { name: 'build', address: 'ana@build.invalid:2222' },
      { name: 'off', enabled: false },
    ],
  })
  await app.tmux('new-session', '-d', '-s', 'two words', 'exec cat')
})
afterAll(() => app.close())

/** A busy machine may not have its sessions in the second that a shell waits. */
async function completed(...words: string[]): Promise<string[]> {
  const { code, out } = await app.run(['complete', '--timeout', '60', '--', ...words])
  expect(code).toBe(0)
  return out
    .split('\n')
    .slice(0, -1)
    .map(line => line.split('\t')[0] ?? '')
}

test('words, flags, hosts and targets of this machine; no other host is dialled', async () => {
  expect(await completed('')).toContain('output')
  expect(await completed('h')).toEqual(['history', 'hosts', 'hooks'])
  expect(await completed('ls', '--j')).toEqual(['--json'])
  expect(await completed('--re')).toEqual(['--remote'])
  expect(await completed('ls', '--host', '')).toEqual(['local', 'build'])
  expect(await completed('--remote', 'b')).toEqual(['build'])
  expect(await completed('send', '')).toEqual(['local/two words', 'build/'])
  expect(await completed('kill', '--yes', 'local/t')).toEqual(['local/two words'])
  expect(await completed('hosts', 'c')).toEqual(['connect', 'cordon', 'close'])
  expect(await completed('completion', '')).toEqual(['bash', 'zsh', 'fish'])
})

test.each([
  ['show', ['local', 'build', 'off']],
  ['edit', ['local', 'build', 'off']],
  ['enable', ['local', 'build', 'off']],
  ['test', ['local', 'build', 'off']],
  ['discover', ['docker', 'kube']],
  ['add', []],
  ['list', []],
])('hosts %s is completed by what it takes', async (word, expected) => {
  expect(await completed('hosts', word, '')).toEqual(expected)
})

test('what stands there already, or is no more taken, is not offered', async () => {
  expect(await completed('hosts', 'test', 'build', '')).toEqual(['local', 'off'])
  expect(await completed('hosts', 'test', 'build', 'o')).toEqual(['off'])
  expect(await completed('hosts', 'show', 'build', '')).toEqual([])
  expect(await completed('hosts', 'tag', 'build', '')).toEqual([])
  expect(await completed('hosts', 'discover', 'docker', '')).toEqual([])
  expect(await completed('reassign', 'sess-20260502-203014-4f2a', 'b')).toEqual(['build'])
})

test('nothing is offered where a text or a command stands', async () => {
  expect(await completed('send', 'local/x', '')).toEqual([])
  expect(await completed('new', '--host', 'local', '--', '')).toEqual([])
  expect(await completed('new', '--name', '')).toEqual([])
})

test('bash completes with the script', async () => {
  const script = `
PATH=${app.dir}:$PATH
eval "$(fleetmux completion bash)"
COMP_WORDS=(fleetmux kill local/t); COMP_CWORD=2; _fleetmux; printf '%s\\n' "\${COMPREPLY[@]}"
COMP_WORDS=(fleetmux output --fo); COMP_CWORD=2; _fleetmux; printf '%s\\n' "\${COMPREPLY[@]}"
COMP_WORDS=(fleetmux hosts show b); COMP_CWORD=3; _fleetmux; printf '%s\\n' "\${COMPREPLY[@]}"`
  expect(await inShell('bash', script)).toBe('local/two\\ words\n--follow\nbuild\n')
})

test.skipIf(!isInstalled('zsh'))('zsh accepts the script', async () => {
  const script = `PATH=${app.dir}:$PATH; autoload -U compinit; compinit -u -d ${app.dir}/dump; eval "$(fleetmux completion zsh)"; echo $_comps[fleetmux]`
  expect(await inShell('zsh', script)).toBe('_fleetmux\n')
})

test.skipIf(!isInstalled('zsh'))(
  'zsh completes with the script, and adds no space behind a host',
  async () => {
    await writeShim()
    const start = `PATH=${app.dir}:$PATH; autoload -U compinit; compinit -u -d ${app.dir}/dump`
    const script = 'eval "$(fleetmux completion zsh)"'
    const rc = join(app.environment['HOME'] ?? '', '.zshrc')
    await writeFile(rc, `${start}; ${script}; PS1='Z> '\n`)
    await app.tmux('new-session', '-d', '-s', 'zsh', 'exec zsh -i')
    await shows(app, '=zsh:', 'Z>')
    await app.tmux('send-keys', '-t', '=zsh:', 'fleetmux kill bu', 'Tab')
    await shows(app, '=zsh:', 'kill build/')
    await app.tmux('send-keys', '-t', '=zsh:', 'api')
    await shows(app, '=zsh:', 'kill build/api')
    await app.tmux('kill-session', '-t', '=zsh')
  },
)

test.skipIf(!isInstalled('fish'))('fish completes with the script', async () => {
  const script = `set PATH ${app.dir} $PATH; fleetmux completion fish | source; complete -C 'fleetmux hos'; complete -C 'fleetmux hosts show b'`
  expect(await inShell('fish', script)).toMatch(/^hosts\t.*\nbuild\t/)
})

test('the shell is the one in $SHELL, and another one is refused', async () => {
  expect((await app.run(['completion'], { env: { SHELL: '/usr/bin/fish' } })).out).toContain(
    'complete -c fleetmux',
  )
  expect((await app.run(['completion', 'zsh'])).out).toMatch(/^#compdef fleetmux/)
  const { code, err } = await app.run(['completion', 'csh'])
  expect([code, err]).toEqual([
    2,
    'fleetmux: There is no completion for csh. Name a shell: bash, zsh or fish.\n',
  ])
})

/** The program under its name, which waits longer than a user would. */
async function writeShim(): Promise<void> {
  const shim = `#!/bin/sh
[ "$1" = complete ] && shift && set -- complete --timeout 60 "$@"
exec '${process.execPath}' '${join(app.dir, 'dist', 'main.js')}' "$@"\n`
  await writeFile(join(app.dir, 'fleetmux'), shim, { mode: 0o755 })
}

async function inShell(shell: string, script: string): Promise<string> {
  await writeShim()
  return new Promise((resolve, reject) => {
    execFile(shell, ['-c', script], { env: app.environment }, (error, out, err) =>
      error ? reject(new Error(err)) : resolve(out),
    )
  })
}
