import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { allSshConfigNames, sshConfigNames } from '../../../src/backend/config/ssh-config-names.ts'
import {
  matchingFiles,
  SSH_FILE_LIMITS,
  sshFiles,
} from '../../../src/backend/ssh/ssh-config-files.ts'
import { isVolatile } from '../../../src/backend/ssh/ssh-settings-cache.ts'

let dir: string
const path = (name: string) => join(dir, name)
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fminc-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

test('a configuration that includes itself twice is read once', () => {
  const self = `Include ${path('config')}\n`
  writeFileSync(path('config'), `${self}Host one\n${self}`)
  expect(sshConfigNames(path('config'))).toEqual(['one'])
  expect(sshFiles(path('config')).map(file => file.path)).toEqual([path('config')])
})

test('files that all include each other are each read once', () => {
  for (let at = 0; at < 12; at++)
    writeFileSync(path(`${at}.conf`), `Host h${at}\nInclude ${path('*.conf')} ${path('*.conf')}\n`)
  expect(sshConfigNames(path('0.conf'))).toHaveLength(12)
  expect(new Set(sshFiles(path('0.conf')).map(file => file.path)).size).toBe(12)
})

test('a file is followed from where it is least deep', () => {
  const chain = (from: number, to: number) => {
    for (let at = from; at < to; at++)
      writeFileSync(path(`c${at}`), `Include ${path(`c${at + 1}`)}\nHost c${at}\n`)
  }
  chain(0, 20)
  writeFileSync(path('c20'), 'Host last\n')
  expect(sshConfigNames(path('c0'))).not.toContain('last')
  expect(sshConfigNames(path('c0'))).toContain(`c${SSH_FILE_LIMITS.depth}`)
  writeFileSync(path('top'), `Include ${path('c0')} ${path('c10')}\n`)
  expect(sshConfigNames(path('top'))).toContain('last')
})

test('what would block or never end is passed over', () => {
  execFileSync('mkfifo', [path('fifo')])
  writeFileSync(path('config'), `Include ${path('fifo')} /dev/zero ${dir}\nHost one\n`)
  expect(sshConfigNames(path('config'))).toEqual(['one'])
  const [, ...others] = sshFiles(path('config'))
  expect(others.every(file => file.text === '')).toBe(true)
})

test('too many files are a failure in words', () => {
  for (let at = 0; at <= SSH_FILE_LIMITS.files; at++) writeFileSync(path(`${at}.conf`), '')
  writeFileSync(path('config'), `Include ${path('*.conf')}\n`)
  expect(() => sshConfigNames(path('config'))).toThrow('includes too many files')
})

test.each([
  ['*.conf', ['a.conf', 'b c.conf', 'dir.conf']],
  ['*', ['a.conf', 'aa', 'b c.conf', 'dir.conf']],
  ['a*', ['a.conf', 'aa']],
  ['a*a', ['aa']],
  ['aa*a', []],
  ['**.conf', ['a.conf', 'b c.conf', 'dir.conf']],
  ['.*', ['.hidden.conf']],
  ['?.conf', ['a.conf']],
  ['*.none', []],
  ['none/*.conf', []],
  ['a.conf/*', []],
])('%s names the files that glob names', (pattern, names) => {
  for (const name of ['a.conf', 'aa', 'b c.conf', '.hidden.conf']) writeFileSync(path(name), '')
  mkdirSync(path('dir.conf'))
  expect(matchingFiles(path(pattern))).toEqual(names.map(path))
  expect(globSync(path(pattern.replace('**', '*'))).sort()).toEqual(names.map(path))
})

test('a file that is too large is named on import, keeps its fingerprint, and makes the rest unsure', () => {
  writeFileSync(path('config'), `Host one\nInclude ${path('big')}\n`)
  writeFileSync(path('big'), `Host two\n${'#'.repeat(SSH_FILE_LIMITS.size)}\n`)
  expect(sshConfigNames(path('config'))).toEqual(['one'])
  expect(() => allSshConfigNames(path('config'))).toThrow(`The host names in ${path('big')} cannot`)
  const [config, big] = sshFiles(path('config'))
  expect(big).toMatchObject({ text: '', isTooLarge: true, stamp: expect.stringMatching(/\d/) })
  expect([config, big].map(file => file && isVolatile(file))).toEqual([false, true])
})
