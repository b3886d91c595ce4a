import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { capture } from '../lab/process.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fmcc-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

/** What the program prints that caches its compiled code there. */
function version(cache: string): Promise<string> {
  const env = { PATH: process.env.PATH ?? '', HOME: dir, XDG_CACHE_HOME: cache }
  return capture(process.execPath, [resolve('bin/fleetmux.js'), '--version'], { env })
}

test('compiled code is kept in a directory for its user alone', async () => {
  const cache = join(dir, 'cache')
  expect(await version(cache)).toContain('fleetmux')
  expect(statSync(join(cache, 'fleetmux')).mode & 0o777).toBe(0o700)
  expect(readdirSync(join(cache, 'fleetmux'))).toHaveLength(1)
})

test('compiled code is not kept where other users can write', async () => {
  mkdirSync(join(dir, 'fleetmux'))
  chmodSync(join(dir, 'fleetmux'), 0o777)
  expect(await version(dir)).toContain('fleetmux')
  expect(readdirSync(join(dir, 'fleetmux'))).toEqual([])
})

test('a place in which nothing can be created does not hold up the start', async () => {
  expect(await version('/proc/nothing')).toContain('fleetmux')
})
