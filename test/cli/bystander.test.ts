import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, openApp } from './app.ts'

let app: App
const log = () => join(app.dir, 'clients.log')

beforeAll(async () => {
  app = await openApp()
  // In the list it stands before the one that is named.
  await app.tmux('new-session', '-d', '-s', 'bystander', 'exec cat')
  await app.tmux('new-session', '-d', '-s', 'named', 'exec cat')
  for (const hook of ['client-attached', 'client-session-changed']) {
    const line = `printf '%s %s\\n' '#{client_session}' '#{client_flags}' >>${log()}`
    await app.tmux('set-hook', '-g', hook, `run-shell "${line}"`)
  }
})
afterAll(() => app.close())

/** Sessions whose output was listened to while this ran; a client that only asks has the flag no-output. */
async function listened(...args: readonly string[]): Promise<readonly string[]> {
  await writeFile(log(), '')
  await app.run(args)
  const lines = (await readFile(log(), 'utf8')).split('\n').filter(line => line !== '')
  const loud = lines.filter(line => !line.includes('no-output'))
  return [...new Set(loud.map(line => line.split(' ')[0] ?? ''))]
}

test.each([
  ['ls'],
  ['send', '--until', 'delivered', 'named', 'hello'],
  ['grep', 'hello'],
  ['hosts'],
  ['explain', 'named'],
  ['new', '--host', 'local', '--name', 'fresh'],
  ['kill', '--yes', 'fresh'],
])('%s listens to nobody', async (...args) => {
  expect(await listened(...args)).toEqual([])
})

test('output listens to the one that was named', async () => {
  expect((await listened('output', 'named')).filter(each => each !== 'named')).toEqual([])
})
