import { existsSync } from 'node:fs'
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
  const agent = resolve('test/lab/agents/mock-rpc.mjs')
  for (const name of ['codex', 'gemini']) {
    await writeFile(join(bin, name), `#!/bin/sh\nexec ${process.execPath} ${agent}\n`)
    await chmod(join(bin, name), 0o755)
  }
})
afterAll(() => app?.close())

const home = () => app.environment['HOME'] ?? ''

/** Codex and whoever speaks ACP greet first: with nobody there the prompt would never be said. */
test.each([
  ['codex', 'turn/start'],
  ['gemini', 'session/prompt'],
])('%s, which greets first, has its prompt before --detach leaves it', async (agent, word) => {
  const started = await app.run(['run', agent, 'hello', '--detach', '--cwd', '~'])
  expect([started.code, started.err]).toEqual([0, ''])
  const id = started.out.trim()
  const inside = join(app.dir, 'state', 'fleetmux', 'runs', id)
  expect(await readFile(join(inside, 'in'), 'utf8')).toContain(word)
  await until('its end, which nobody reads', () => existsSync(join(inside, 'rc')))
  expect(await readFile(join(home(), 'told'), 'utf8')).toContain(word)
})

test('a run that is left before it has its prompt is stopped, and does not wait for one', async () => {
  const program = join(home(), '.local', 'bin', 'qwen')
  await writeFile(program, '#!/bin/sh\nexec cat >/dev/null\n')
  await chmod(program, 0o755)
  const live = app.start(['run', 'qwen', 'hello', '--run-id', 'left', '--cwd', '~'])
  const inside = join(app.dir, 'state', 'fleetmux', 'runs', 'left')
  await until('its agent', () => existsSync(join(inside, 'pid')))
  live.child.kill('SIGINT')
  await until('its end', () => existsSync(join(inside, 'rc')))
  expect(await readFile(join(inside, 'why'), 'utf8')).toBe('aborted\n')
  await live.ended
})
