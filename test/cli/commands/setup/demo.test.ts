import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { processes, until } from '../../../lab/process.ts'
import { type App, openApp, shows } from '../../app.ts'

let app: App
beforeAll(async () => {
  app = await openApp()
  await app.configure({ hosts: [{ name: 'real.invalid' }] })
  await app.tmux('new-session', '-d', '-s', 'driver', '-x', '160', '-y', '40', 'exec sh')
})
afterAll(() => app.close())

async function open(): Promise<number> {
  const main = join(app.dir, 'dist', 'main.js')
  // The pane's own tmux is not around the demo: it is only a terminal here.
  const line = `clear; env -u TMUX -u TMUX_PANE '${process.execPath}' '${main}' demo; echo "left with $?"`
  await app.tmux('send-keys', '-t', '=driver:', '-l', line)
  await app.tmux('send-keys', '-t', '=driver:', 'Enter')
  await shows(app, '=driver:', '3 hosts up')
  const found = (await processes()).find(
    each => each.command === `${process.execPath} ${main} demo`,
  )
  return found?.pid ?? 0
}

/** What runs or lies there because of the demo. */
async function left(): Promise<string[]> {
  const run = app.environment.XDG_RUNTIME_DIR ?? ''
  const files = await readdir(run, { recursive: true })
  const running = (await processes())
    .filter(each => each.command.includes(run))
    .map(each => each.command)
  return [...files.filter(file => file !== 'fleetmux'), ...running]
}

test('the demo shows three hosts with sessions, none of the configuration; q leaves nothing behind', async () => {
  await open()
  for (const text of ['demo-oslo', 'demo-lima', 'demo-kyoto', '11 sessions'])
    await shows(app, '=driver:', text)
  const shown = await app.tmux('capture-pane', '-p', '-t', '=driver:')
  expect(shown).not.toContain('real.invalid')
  expect(shown).not.toContain('local')
  await app.tmux('send-keys', '-t', '=driver:', 'q')
  await shows(app, '=driver:', 'left with 0')
  await until('the demo to be gone', async () => (await left()).length === 0)
})

test.each([
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGINT', 130],
] as const)('%s ends the demo in order, with %i', async (signal, code) => {
  process.kill(await open(), signal)
  await shows(app, '=driver:', `left with ${code}`)
  await until('the demo to be gone', async () => (await left()).length === 0)
})
