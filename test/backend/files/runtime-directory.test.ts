import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runtimeDirectory } from '../../../src/backend/files/runtime-directory.ts'

let base: string
let path: string
beforeEach(() => {
  base = mkdtempSync('/tmp/fmd-')
  path = join(base, 'fleetmux')
})
afterEach(() => rmSync(base, { recursive: true }))
const find = () => runtimeDirectory({ XDG_RUNTIME_DIR: base })

test('it is made for us alone, and found again', () => {
  expect(find()).toBe(path)
  expect(statSync(path).mode & 0o777).toBe(0o700)
  expect(find()).toBe(path)
})

test.each([undefined, '', 'relative'])(
  'without a usable XDG_RUNTIME_DIR (%j) it is in /tmp, by user',
  dir => {
    expect(runtimeDirectory({ XDG_RUNTIME_DIR: dir })).toBe(`/tmp/fleetmux-${process.getuid?.()}`)
  },
)

test('one that others may enter is refused, with the way to mend it', () => {
  mkdirSync(path)
  chmodSync(path, 0o755)
  expect(find).toThrow(
    `permissions are 755, not 700) Correct the permissions: \`chmod 700 ${path}\`.`,
  )
})

test('a link is refused, wherever it leads', () => {
  mkdirSync(join(base, 'real'), { mode: 0o700 })
  symlinkSync(join(base, 'real'), path)
  expect(find).toThrow('it is not a directory')
})

test('so is a file, and a directory that cannot be made', () => {
  writeFileSync(path, '')
  expect(find).toThrow('it is not a directory')
  expect(() => runtimeDirectory({ XDG_RUNTIME_DIR: join(base, 'none') })).toThrow('ENOENT')
})

test.runIf(process.getuid?.() === 0)("somebody else's is refused", () => {
  mkdirSync(path, { mode: 0o700 })
  chownSync(path, 65534, 65534)
  expect(find).toThrow('it belongs to user 65534')
})

test.runIf(process.getuid?.() === 0)('one that others may replace is refused', () => {
  chmodSync(base, 0o777)
  expect(find).toThrow(`other users may rename it, because they can write to ${base}`)
})

describe('where the name in /tmp is taken', () => {
  let taken = ''
  beforeEach(() => {
    chmodSync(base, 0o1777)
    taken = join(base, `fleetmux-${process.getuid?.()}`)
    writeFileSync(taken, '')
  })

  test('the state directory holds it, the same for every process', () => {
    const env = { XDG_STATE_HOME: join(base, 'state'), HOME: base }
    const found = runtimeDirectory(env, base)
    expect(found).toBe(join(base, 'state', 'fleetmux', 'run'))
    expect(statSync(found).mode & 0o777).toBe(0o700)
    expect(runtimeDirectory(env, base)).toBe(found)
  })

  test('and where that cannot, the usual place is told with the way to mend it', () => {
    const home = join(base, 'file')
    writeFileSync(home, '')
    expect(() => runtimeDirectory({ HOME: home }, base)).toThrow(
      `it is not a directory) Remove it: \`rm ${taken}\`.`,
    )
  })
})
