import { readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'rolldown'
import { afterAll, beforeAll, expect, test } from 'vitest'
import options from '../../rolldown.config.ts'
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

/** The program with its packages and Node's own modules beside it: what is loaded shows by name. */
async function bundleWithoutPackages(): Promise<void> {
  await rm(join(app.dir, 'dist'))
  await build({
    ...options,
    plugins: [],
    external: id => /^[^./\0]/.test(id),
    output: { ...options.output, dir: join(app.dir, 'dist') },
  })
  await symlink(resolve('node_modules'), join(app.dir, 'node_modules'))
}

interface Loaded {
  /** Names of packages, and of Node's own modules. */
  readonly packages: ReadonlySet<string>
  /** Files of the program itself. */
  readonly files: readonly string[]
}

/** What was loaded for that command line. */
async function load(name: string, ...args: string[]): Promise<Loaded> {
  const log = join(app.dir, name)
  const env = { LOADED: log, NODE_OPTIONS: `--import=${join(app.dir, 'spy.mjs')}` }
  await app.start(args, { env }).ended
  const addresses = (await readFile(log, 'utf8')).trim().split('\n')
  const names = addresses.map(
    address => /node_modules\/((?:@[^/]+\/)?[^/]+)\/|^(node:.*)/.exec(address) ?? [],
  )
  return {
    packages: new Set(names.flatMap(([, found, builtin]) => found ?? builtin ?? [])),
    files: addresses.filter(address => address.includes('/dist/')),
  }
}

/** Each file takes as long to load as thousands of lines in one that is loaded anyway. */
const FILES = 20

test('help loads nothing that draws and nothing that reaches hosts', async () => {
  const { packages, files } = await load('loaded-help', '--help')
  expect(packages).toContain('string-width')
  const others = ['ink', 'react', 'ssh2', 'execa', 'conf', 'chokidar', 'zod', 'node:crypto']
  for (const name of others) expect(packages).not.toContain(name)
  expect(files.length).toBeLessThan(FILES)
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
  const { packages } = await load(`loaded-${args[0]}`, ...args)
  expect(packages).toContain('execa')
  for (const name of ['ink', 'react', 'ssh2']) expect(packages).not.toContain(name)
})

test.each([['ls'], ['output', 'x'], ['send', 'x', 'y'], ['kill', '-y', 'x']])(
  '%s loads few files and no schemas, once the configuration is known',
  async (...args) => {
    await load(`loaded-first-${args[0]}`, ...args)
    const { packages, files } = await load(`loaded-again-${args[0]}`, ...args)
    expect(packages).toContain('execa')
    for (const name of ['zod', 'conf', 'yaml', 'chokidar']) expect(packages).not.toContain(name)
    expect(files.length).toBeLessThan(FILES)
  },
)

test('a run loads no schemas, once the configuration is known', async () => {
  await installAgent(app.environment['HOME'] ?? '')
  const order = ['run', 'claude', 'hi', '--cwd', '~', '--json']
  await load('loaded-first-run', ...order)
  const { packages } = await load('loaded-run', ...order)
  expect(packages).toContain('execa')
  for (const name of ['zod', 'conf', 'yaml', 'ssh2']) expect(packages).not.toContain(name)
})
