import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type App, openApp } from './app.ts'

/* Other users of this machine cannot read what fleetmux writes, whatever the umask of its user is. */

let app: App
let umask: number
beforeEach(async () => {
  app = await openApp()
  umask = process.umask(0o002)
})
afterEach(async () => {
  process.umask(umask)
  await app.close()
})

test('all that a day writes into the home, the configuration and the state is for its user only', async () => {
  await app.tmux('new-session', '-d', '-s', 'work', 'cat')
  for (const args of [
    ['config', 'show'],
    ['ls'],
    ['send', 'work', 'hello'],
    ['send', '--yes', '--to', 'work:0.0', 'hello all'],
    ['hosts', 'add', 'gpu1', '--address', '127.0.0.1:9'],
    ['hosts', 'test', 'local'],
    ['grep', 'hello'],
    ['history', 'add', 'local:', 'a note'],
    ['run-on', '--on', 'local', '--', 'true'],
    ['start', 'shell', 'true', '--host', 'local'],
    ['list'],
    ['run', 'list'],
    ['work', 'list'],
    ['playbook', 'list'],
    ['files', 'new', 'local:made'],
    ['files', 'trash', 'local:made'],
    ['conversations', 'list'],
    ['doctor'],
  ])
    await app.run(args)
  const roots = ['config', 'state', 'run', 'home/.cache', 'home/.config', 'home/.local']
  const files = (await Promise.all(roots.map(root => below(join(app.dir, root))))).flat()
  expect(files.length).toBeGreaterThan(5)
  const open = await Promise.all(files.map(async path => [path, (await stat(path)).mode] as const))
  expect(open.filter(([, mode]) => (mode & 0o077) !== 0).map(([path]) => path)).toEqual([])
})

/** A directory of fleetmux and all that is in it. Those of others above it are as they are. */
async function below(root: string): Promise<readonly string[]> {
  const names = await readdir(root, { recursive: true }).catch(() => [])
  const own = names.filter(name => `/${name}/`.includes('/fleetmux/'))
  return own.map(name => join(root, name))
}
