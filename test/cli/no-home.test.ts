import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

/* Where nothing can be created, as in /proc and in a missing home of autofs, `mkdir -p` of Node never returns. */

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fmnh-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

/** Runs a command line; signal: it had to be killed. */
function run(args: readonly string[], env: Readonly<Record<string, string>>) {
  const all = { PATH: process.env.PATH ?? '', HOME: dir, TMUX_TMPDIR: dir, ...env }
  const words = [resolve('bin/fleetmux.js'), ...args]
  return new Promise<{ signal: string | null; text: string }>(done => {
    const options = { env: all, timeout: 60_000, killSignal: 'SIGKILL' } as const
    execFile(process.execPath, words, options, (error, stdout, stderr) =>
      done({ signal: error?.signal ?? null, text: stdout + stderr }),
    )
  })
}

test.runIf(process.platform === 'linux')('no place for the configuration is told', async () => {
  const { signal, text } = await run(['hosts', 'list'], { XDG_CONFIG_HOME: '/proc/nothing' })
  expect(signal).toBeNull()
  expect(text).toContain(
    '/proc/nothing/fleetmux cannot be created. (ENOENT: no such file or directory, mkdir ',
  )
  expect(text).toContain('Set XDG_CONFIG_HOME to a directory of your own.')
})

test
  .runIf(process.platform === 'linux')
  .each([
    ['history', 'add', 'local:', 'a note'],
    ['talks'],
    ['start', 'shell', 'true', '--host', 'local'],
  ])('no place for the state does not hold up %s %s', async (...args) => {
  const env = { XDG_STATE_HOME: '/proc/nothing', XDG_CACHE_HOME: '/proc/nothing' }
  const { signal, text } = await run(args, { ...env, XDG_DATA_HOME: '/proc/nothing' })
  expect(signal).toBeNull()
  expect(text).not.toContain('fleetmux itself failed')
})
