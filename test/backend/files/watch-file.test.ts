import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { watch } from 'chokidar'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Config, readConfig } from '../../../src/backend/config/config.ts'
import { watchConfig } from '../../../src/backend/config/watch-config.ts'
import { writePrivateJson } from '../../../src/backend/files/private-file.ts'
import { watchFile } from '../../../src/backend/files/watch-file.ts'
import { openRegistry } from '../../../src/backend/state-file/registry.ts'
import { type Failure, FailureError } from '../../../src/state/model/failure.ts'

let dir: string
let path: string
let stop: () => Promise<void>
const edited: string[][] = []
const mended: string[][] = []
const failures: Failure[] = []
const unhandled: unknown[] = []
const heard = (thrown: unknown) => unhandled.push(thrown)

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fmwatch-'))
  path = join(dir, 'config.json')
  write('first')
  for (const list of [edited, mended, failures, unhandled]) list.length = 0
  process.on('unhandledRejection', heard).on('uncaughtException', heard)
})
afterEach(async () => {
  await stop?.()
  process.off('unhandledRejection', heard).off('uncaughtException', heard)
  rmSync(dir, { recursive: true, force: true })
})

const write = (...names: string[]) =>
  writeFileSync(path, JSON.stringify({ hosts: names.map(name => ({ name })) }))
const soon = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 20 })

/** A watch works from the first change on that it tells. It waits for a file to rest: the writes are far apart. */
const writeUntilSeen = (put: () => void, check: () => void) =>
  vi.waitFor(
    async () => {
      put()
      await vi.waitFor(check, { timeout: 1000, interval: 20 })
    },
    { timeout: 20_000 },
  )
const hosts = (config: Config) => config.hosts.map(host => host.name)

/** Removes a file, and resolves when another watcher like ours has seen it go. */
async function removeSeen(file: string): Promise<void> {
  const other = watch(file, { ignoreInitial: true })
  await new Promise<void>(resolve => other.once('ready', () => resolve()))
  const went = new Promise(resolve => other.once('unlink', resolve))
  rmSync(file)
  await went
  await other.close()
}

async function watching(patience?: number): Promise<void> {
  stop = await watchConfig(
    path,
    (config, isMended) => {
      edited.push(hosts(config))
      if (isMended) mended.push(hosts(config))
    },
    failure => failures.push(failure),
    patience,
  )
  await writeUntilSeen(
    () => write('ready'),
    () => expect(edited.at(-1)).toEqual(['ready']),
  )
  edited.length = 0
}

test('a file that never was is not told as gone when its directory is made', async () => {
  const later = join(dir, 'later', 'state.json')
  const seen: string[] = []
  stop = await watchFile(later, {
    look: text => void seen.push(text),
    wrong: failure => failures.push(failure),
    patience: 100,
  })
  await delay(500)
  writePrivateJson(join(dir, 'later', 'other.json'), 'made for another file')
  await delay(1500)
  expect(failures).toEqual([])
  writeFileSync(later, 'first')
  await soon(() => expect(seen.at(-1)).toBe('first'))
  rmSync(later)
  await soon(() => expect(failures[0]?.what).toBe(`${later} is gone.`))
})

test('a file that is made before the watcher is ready is read', async () => {
  const early = join(dir, 'early', 'state.json')
  const seen: string[] = []
  const watching = watchFile(early, {
    look: text => void seen.push(text),
    wrong: failure => failures.push(failure),
  })
  writePrivateJson(early, 'first')
  stop = await watching
  await soon(() => expect(seen).toHaveLength(1))
  expect(failures).toEqual([])
})

describe('a configuration that is watched', () => {
  test('and missing for a while is no empty one', async () => {
    await watching()
    await removeSeen(path)
    writeFileSync(path, '')
    write('second')
    await soon(() => expect(edited.at(-1)).toEqual(['second']))
    expect(edited.filter(each => each.length === 0)).toEqual([])
    expect(failures).toEqual([])
  })

  test('and gone for good is told with its path, and read when it is back', async () => {
    await watching(100)
    rmSync(path)
    await soon(() => expect(failures[0]?.what).toBe(`${path} is gone.`))
    expect(edited).toEqual([])
    write('back')
    await soon(() => expect(edited.at(-1)).toEqual(['back']))
    write('later')
    await soon(() => expect(edited.at(-1)).toEqual(['later']))
    expect(mended).toEqual([['back']])
  })

  test.each<[string, () => void, string]>([
    ['a fifo', () => execFileSync('mkfifo', [`${path}.new`]), 'regular file'],
    ['a device', () => execFileSync('ln', ['-s', '/dev/zero', `${path}.new`]), 'regular file'],
  ])('and %s is told, and the last good one stays', async (_, make, why) => {
    await watching()
    make()
    renameSync(`${path}.new`, path)
    await soon(() => expect(failures[0]?.why).toContain(why))
    expect(failures[0]?.what).toBe(`${path} cannot be read.`)
    expect(edited).toEqual([])
    rmSync(path)
    write('again')
    await soon(() => expect(edited.at(-1)).toEqual(['again']))
    expect(unhandled).toEqual([])
  })

  test('and a directory is told', async () => {
    await watching()
    // A directory that takes a file's place within one turn of the watcher is not told by it.
    await removeSeen(path)
    mkdirSync(path)
    await soon(() => expect(failures[0]?.what).toBe(`${path} cannot be read.`))
    rmdirSync(path)
    expect(unhandled).toEqual([])
  })

  test('and with a slip is told with the place', async () => {
    await watching()
    writeFileSync(path, '{\n  "hosts": [}')
    await soon(() => expect(failures[0]?.what).toContain(`${path}:2:14`))
    expect(edited).toEqual([])
  })
})

test('a configuration that cannot be read is no empty one', () => {
  rmSync(path)
  mkdirSync(path)
  expect(() => readConfig(path)).toThrow(FailureError)
})

test('a state file that is gone forgets nobody', async () => {
  const state = join(dir, 'state.json')
  const registry = openRegistry({ path: state })
  const text = (pool: object) => JSON.stringify({ sessions: {}, vm_pool: pool })
  const seen: string[][] = []
  writeFileSync(state, text({}))
  stop = registry.watch(
    ({ pool }) => seen.push([...pool.keys()]),
    failure => failures.push(failure),
  )
  await writeUntilSeen(
    () => writeFileSync(state, text({ one: { capacity: 1 } })),
    () => expect(seen.at(-1)).toEqual(['one']),
  )
  seen.length = 0
  await removeSeen(state)
  writeFileSync(state, text({ two: { capacity: 1 } }))
  await soon(() => expect(seen.at(-1)).toEqual(['two']))
  expect(seen.filter(each => each.length === 0)).toEqual([])
  expect(failures).toEqual([])
})
