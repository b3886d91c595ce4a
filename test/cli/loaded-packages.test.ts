import { readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { installAgent } from '../lab/agents/install-agent.ts'
import { type App, openApp } from './app.ts'

/** Writes the address of every module that is loaded. */
const SPY = `import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
registerHooks({
  load(url, context, next) {
    appendFileSync(process.env.LOADED, url + '\\n')
    return next(url, context)
  },
})`

let app: App
beforeAll(async () => {
  app = await openApp()
  await bundleWithoutPackages()
  await writeFile(join(app.dir, 'spy.mjs'), SPY)
})
afterAll(() => app.close())

/** The program with its packages beside it: what is loaded shows by name. */
async function bundleWithoutPackages(): Promise<void> {
  await rm(join(app.dir, 'dist'))
  await build({
    entryPoints: [resolve('src/main.ts')],
    outdir: join(app.dir, 'dist'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    packages: 'external',
    logLevel: 'warning',
  })
  await symlink(resolve('node_modules'), join(app.dir, 'node_modules'))
}

/** What was loaded for that command line, as package names. */
async function packages(name: string, ...args: string[]): Promise<Set<string>> {
  const log = join(app.dir, name)
  const env = { LOADED: log, NODE_OPTIONS: `--import=${join(app.dir, 'spy.mjs')}` }
  await app.start(args, { env }).ended
  const addresses = await readFile(log, 'utf8')
  return new Set(
    [...addresses.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)\//g)].map(([, found = '']) => found),
  )
}

test('help loads nothing that draws and nothing that reaches hosts', async () => {
  const loaded = await packages('loaded-help', '--help')
  expect(loaded).toContain('string-width')
  for (const name of ['ink', 'react', 'ssh2', 'execa', 'conf', 'chokidar', 'zod'])
    expect(loaded).not.toContain(name)
})

test.each([
  ['ls'],
  ['hosts'],
  ['doctor'],
  ['output', 'x'],
  ['send', 'x', 'y'],
  ['kill', '-y', 'x'],
  ['new', '--host', 'nowhere.invalid'],
])('%s loads nothing that draws, and no second ssh', async (...args) => {
  const loaded = await packages(`loaded-${args[0]}`, ...args)
  expect(loaded).toContain('execa')
  for (const name of ['ink', 'react', 'ssh2']) expect(loaded).not.toContain(name)
})

test('a run loads no schemas, once the configuration is known', async () => {
  await installAgent(app.environment['HOME'] ?? '')
  const order = ['run', 'claude', 'hi', '--cwd', '~', '--json']
  await packages('loaded-first-run', ...order)
  const loaded = await packages('loaded-run', ...order)
  expect(loaded).toContain('execa')
  for (const name of ['zod', 'conf', 'yaml', 'ssh2']) expect(loaded).not.toContain(name)
})
