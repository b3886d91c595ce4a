import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createPaneFiles } from '../../../src/backend/send/pane-file.ts'
import { createPaneLocks } from '../../../src/backend/send/pane-lock.ts'

let runtime = ''
beforeEach(() => {
  runtime = mkdtempSync(join(tmpdir(), 'fmp-'))
})
afterEach(() => rmSync(runtime, { recursive: true, force: true }))

const files = () => createPaneFiles({ XDG_RUNTIME_DIR: runtime })
const held = () => readdirSync(join(runtime, 'fleetmux', 'panes'))
const PANE = { server: '7:9', pane: '%1' }

test('a pane is held by one process at a time, other panes are free', async () => {
  const [one, other] = [createPaneLocks(files()), createPaneLocks(files())]
  const first = one.take(PANE)
  await first.ready
  const second = other.take(PANE)
  let isReady = false
  void second.ready.then(() => {
    isReady = true
  })
  await other.take({ ...PANE, pane: '%2' }).ready
  expect(isReady).toBe(false)
  first.pass()
  await second.ready
  second.pass()
})

test('what is passed leaves no file', async () => {
  const lock = createPaneLocks(files()).take(PANE)
  await lock.ready
  expect(held()).toHaveLength(1)
  lock.pass()
  await lock.ready
  expect(held()).toEqual([])
})

test('one that is passed before it was its turn holds nobody up', async () => {
  const [one, other] = [createPaneLocks(files()), createPaneLocks(files())]
  const first = one.take(PANE)
  await first.ready
  const given = other.take(PANE)
  given.pass()
  first.pass()
  await given.ready
  await one.take(PANE).ready
})

test('a process that has died holds no pane', async () => {
  const path = await pathOfPane()
  // No process has such a number.
  writeFileSync(path, '2147483646')
  const lock = createPaneLocks(files()).take(PANE)
  await lock.ready
  lock.pass()
})

test('a living one is waited for, and not for ever', async () => {
  writeFileSync(await pathOfPane(), String(process.pid))
  const start = performance.now()
  await createPaneLocks(files()).take(PANE).ready
  expect(performance.now() - start).toBeGreaterThan(4500)
})

test('where there is no directory of our own a text goes all the same', async () => {
  mkdirSync(join(runtime, 'fleetmux'), { mode: 0o777 })
  writeFileSync(join(runtime, 'fleetmux', 'panes'), 'in the way')
  await createPaneLocks(files()).take(PANE).ready
})

/** Where the lock of the pane lies. */
async function pathOfPane(): Promise<string> {
  const lock = createPaneLocks(files()).take(PANE)
  await lock.ready
  const [name = ''] = held()
  lock.pass()
  await lock.ready
  return join(runtime, 'fleetmux', 'panes', name)
}
