import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HOOK_FILES } from '../../../../src/backend/agents/hooks/hook-events.ts'
import { until } from '../../../lab/process.ts'
import { type App, openApp } from '../../app.ts'

let app: App
let home: string
beforeAll(async () => {
  app = await openApp()
  home = join(app.dir, 'home')
})
afterAll(() => app.close())

const hooks = (...words: readonly string[]) => app.run(['hooks', ...words])
const settings = () => readFile(join(home, '.claude', 'settings.json'), 'utf8')

test('they are asked for, installed beside what is there, and removed alone', async () => {
  const own =
    '{\n  "hooks": { "Stop": [{ "hooks": [{ "type": "command", "command": "bell" }] }] }\n}\n'
  await mkdir(join(home, '.claude'))
  await writeFile(join(home, '.claude', 'settings.json'), own)
  expect(await hooks('install', 'claude')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--yes'),
  })
  expect(await settings()).toBe(own)
  expect((await hooks('install', 'claude', 'codex', '--yes')).err).toContain('/hooks')
  expect(JSON.parse(await settings()).hooks.Stop).toHaveLength(2)
  expect((await hooks('list')).out).toMatch(/claude\tinstalled\t.*\n.*codex\tinstalled\t/)
  expect((await hooks('install', 'claude', '--yes')).out).toContain('nothing to do')
  expect((await hooks('remove', '--yes')).code).toBe(0)
  expect(JSON.parse(await settings())).toEqual(JSON.parse(own))
  expect((await hooks('list', '--json')).out).not.toContain('"installed"')
})

test('the lines are printed, and nothing is written', async () => {
  const { out } = await hooks('print', 'gemini', 'opencode')
  expect(out).toContain('"BeforeAgent"')
  expect(out).toContain("'permission.asked': 'waiting'")
  await expect(readFile(join(home, '.gemini', 'settings.json'))).rejects.toThrow('ENOENT')
})

test('a file that cannot be edited safely is left as it is', async () => {
  await mkdir(join(home, '.gemini'))
  const path = join(home, '.gemini', 'settings.json')
  await writeFile(path, '{ // mine\n}')
  const { code, err } = await hooks('install', 'gemini', '--yes')
  expect([code, err]).toEqual([1, expect.stringContaining('hooks print gemini')])
  expect(await readFile(path, 'utf8')).toBe('{ // mine\n}')
})

test('a hook says the state of its pane, as an agent runs it', async () => {
  await app.tmux('new-session', '-d', '-s', 'hooked', 'exec cat')
  const [pane = '', socket = ''] = (
    await app.tmux('display-message', '-p', '-t', '=hooked:', '#{pane_id} #{socket_path}')
  )
    .trim()
    .split(' ')
  const said = () => app.tmux('show-options', '-pqv', '-t', pane, '@fleetmux_state')
  const env = { ...app.environment, TMUX: `${socket},1,0`, TMUX_PANE: pane }
  const run = async (event: string) => {
    const { command = '' } = HOOK_FILES.claude.hooks.find(each => each.event === event) ?? {}
    const child = execFile('/bin/sh', ['-c', command], { env })
    child.stdin?.end('{}')
    return new Promise(resolve => child.once('close', resolve))
  }
  expect(await run('UserPromptSubmit')).toBe(0)
  expect((await said()).trim()).toBe('working')
  expect(await run('Notification')).toBe(0)
  expect((await said()).trim()).toBe('waiting')
  expect(await run('SessionEnd')).toBe(0)
  expect((await said()).trim()).toBe('')
})

test('a hook that a server without a terminal runs sets the state of no pane', async () => {
  const { command = '' } = HOOK_FILES.codex.hooks.find(each => each.event === 'Stop') ?? {}
  const file = join(app.dir, 'hook.sh')
  await writeFile(file, command)
  const after = (run: string) => `${run}; tmux set-option -p @hook_over yes; exec cat`
  const pane = async (session: string, run: string) => {
    await app.tmux('new-session', '-d', '-s', session, after(run))
    const option = (name: string) => app.tmux('show-options', '-pqv', '-t', `=${session}:`, name)
    await until('the end of the hook', async () => (await option('@hook_over')) !== '')
    return (await option('@fleetmux_state')).trim()
  }
  expect(await pane('terminal', `sh ${file} </dev/null`)).toBe('idle')
  expect(await pane('server', `setsid -w sh -c 'sh ${file} </dev/null; true'`)).toBe('')
})
