import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openPrivate, writePrivateJson } from '../../../src/backend/files/private-file.ts'
import { startStoreTrace } from '../../../src/backend/store-trace.ts'
import { initialState } from '../../../src/state/initial.ts'

const state = initialState()
let dir = ''
let path = ''
beforeEach(() => {
  dir = mkdtempSync('/tmp/fmv-')
  path = join(dir, 'file')
})
afterEach(() => rmSync(dir, { recursive: true }))

test('a recording into a file that others could read is for our eyes alone', () => {
  writeFileSync(path, 'a longer text that was there before\n'.repeat(1000))
  chmodSync(path, 0o666)
  const recording = startStoreTrace({ FLEETMUX_RECORDING: path }, state)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  recording?.end(state)
  expect(readFileSync(path, 'utf8')).not.toContain('before')
})

test('one that is not there is made so', () => {
  const file = openPrivate(path)
  writeSync(file, 'x')
  closeSync(file)
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a link is not followed, and a pipe is not waited for', () => {
  const secret = join(dir, 'secret')
  writeFileSync(secret, 'kept')
  symlinkSync(secret, path)
  expect(() => openPrivate(path)).toThrow('it is a link')
  expect(readFileSync(secret, 'utf8')).toBe('kept')
  const pipe = join(dir, 'pipe')
  execFileSync('mkfifo', [pipe])
  expect(() => openPrivate(pipe)).toThrow('it is not a regular file')
})

test.runIf(process.getuid?.() === 0)("somebody else's file is not written", () => {
  writeFileSync(path, 'theirs')
  chownSync(path, 65534, 65534)
  expect(() => openPrivate(path)).toThrow('it belongs to user 65534')
  expect(readFileSync(path, 'utf8')).toBe('theirs')
})

test('what a dead process of the same number left beside it is never written into', () => {
  const secret = join(dir, 'secret')
  writeFileSync(secret, 'kept')
  symlinkSync(secret, `${path}.${process.pid}`)
  writePrivateJson(path, { a: 1 })
  expect(readFileSync(secret, 'utf8')).toBe('kept')
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a directory under a name that could be guessed does not prevent the write', () => {
  mkdirSync(`${path}.${process.pid}`)
  writePrivateJson(path, { a: 1 })
  expect(readFileSync(path, 'utf8')).toBe('{"a":1}')
})
