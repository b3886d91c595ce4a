import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import headless from '@xterm/headless'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compileCache } from '../../lab/compile-cache.ts'
import { until } from '../screen-terminal.ts'

let dir = ''
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fmx-'))
  await symlink(resolve('node_modules'), join(dir, 'node_modules'))
  await build({
    entryPoints: [resolve('test/ui/terminal/crash.ts')],
    outfile: join(dir, 'crash.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'warning',
  })
})
afterAll(() => rm(dir, { recursive: true, force: true }))

/** The screen in a process of its own, on pipes: raw mode apart, everything is as on a terminal. */
function start(way: string) {
  const child: ChildProcess = spawn(process.execPath, [join(dir, 'crash.mjs'), way], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production', NODE_COMPILE_CACHE: compileCache },
  })
  const read = { out: '', err: '' }
  child.stdout?.on('data', chunk => {
    read.out += chunk
  })
  child.stderr?.on('data', chunk => {
    read.err += chunk
  })
  return { child, read, closed: once(child, 'close') }
}

async function modesAfter(out: string) {
  const emulator = new headless.Terminal({ cols: 80, rows: 24, allowProposedApi: true })
  await new Promise<void>(resolve => emulator.write(out, resolve))
  const { mouseTrackingMode, bracketedPasteMode, synchronizedOutputMode } = emulator.modes
  return {
    screen: emulator.buffer.active.type,
    mouseTrackingMode,
    bracketedPasteMode,
    synchronizedOutputMode,
  }
}

const RESTORED = {
  screen: 'normal',
  mouseTrackingMode: 'none',
  bracketedPasteMode: false,
  synchronizedOutputMode: false,
}

test.each([
  ['a throw', 'throw', 1, 'failed: thrown by the test'],
  ['a rejection that nobody handles', 'reject', 1, 'failed: rejected by the test'],
  ['an exit from elsewhere', 'exit', 5, ''],
])('%s restores the terminal', async (_, way, code, said) => {
  const { read, closed } = start(way)
  expect(await closed).toEqual([code, null])
  expect(read.err).toContain(said)
  expect(read.out).toContain('\x1b[?1049h')
  expect(await modesAfter(read.out)).toEqual(RESTORED)
  expect(read.out.lastIndexOf('\x1b[?25h')).toBeGreaterThan(read.out.lastIndexOf('\x1b[?25l'))
})

test.each([
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGINT', 130],
] as const)('%s restores the terminal', async (signal, code) => {
  const { child, read, closed } = start('signal')
  await until(() => read.out.includes('Sessions'), 'the screen')
  child.kill(signal)
  expect(await closed).toEqual([code, null])
  expect(await modesAfter(read.out)).toEqual(RESTORED)
})
