import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../lab/process.ts'
import { type App, openApp } from '../app.ts'

let app: App
beforeAll(async () => {
  app = await openApp()
  const bin = join(home(), '.local', 'bin')
  await mkdir(bin, { recursive: true })
  const agent = resolve('test/lab/agents/mock-codex.mjs')
  await writeFile(join(bin, 'codex'), `#!/bin/sh\nexec ${process.execPath} ${agent}\n`)
  await chmod(join(bin, 'codex'), 0o755)
})
afterAll(() => app?.close())

const home = () => app.environment['HOME'] ?? ''

/** Codex and whoever speaks ACP greet first: with nobody there the prompt would never be said. */
test('an agent that greets first has its prompt before --detach leaves it', async () => {
  const started = await app.run(['run', 'codex', 'hello', '--detach', '--cwd', '~'])
  expect([started.code, started.err]).toEqual([0, ''])
  expect((await readFile(join(home(), 'told'), 'utf8')).trim().split('\n')).toContain('turn/start')
  const listed = () => app.run(['run', 'list', '--json'])
  await until('its end, which nobody reads', async () => (await listed()).out.includes('"ended"'))
})
