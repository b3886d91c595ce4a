import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../lab/process.ts'
import { type App, openApp } from '../app.ts'

let app: App
beforeAll(async () => {
  app = await openApp()
  await app.tmux('new-session', '-d', '-s', 'base', 'exec cat')
})
afterAll(() => app.close())

/** Opens it, waits for the session, and detaches. */
async function visit(place: string, session: string, ...flags: readonly string[]) {
  const live = app.start(['term', place, ...flags], { terminal: true })
  const clients = () => app.tmux('list-clients', '-F', '#{session_name} #{client_control_mode}')
  await until('the client', async () => (await clients()).includes(`${session} 0`))
  live.child.stdin.write('\x02d')
  const { code } = await live.ended
  return code
}
const sessions = async () =>
  (await app.tmux('list-sessions', '-F', '#{session_name}')).trim().split('\n')

test('a shell that stays, and is found again', async () => {
  expect(await visit('local', 'term')).toBe(0)
  expect(await sessions()).toEqual(['base', 'term'])
  const pid = await app.tmux('display-message', '-p', '-t', '=term:', '#{pane_pid}')
  expect(await visit('local', 'term')).toBe(0)
  expect(await app.tmux('display-message', '-p', '-t', '=term:', '#{pane_pid}')).toBe(pid)
})

test('in a directory, with a session named after it', async () => {
  const directory = join(app.environment['HOME'] ?? '', 'src/my.app')
  await mkdir(directory, { recursive: true })
  expect(await visit('local:src/my.app', 'term-my-app')).toBe(0)
  const path = await app.tmux(
    'display-message',
    '-p',
    '-t',
    '=term-my-app:',
    '#{pane_current_path}',
  )
  expect(path.trim()).toBe(directory)
})

test('by its own name', async () => {
  expect(await visit('local', 'deploy', '--name', 'deploy')).toBe(0)
  expect(await sessions()).toContain('deploy')
})

test('without a terminal it says what is needed', async () => {
  const { code, err } = await app.run(['term', 'local'])
  expect([code, err]).toEqual([2, expect.stringContaining('term needs a terminal.')])
})
