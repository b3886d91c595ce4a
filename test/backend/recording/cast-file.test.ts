import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CastFiles, createCastFiles } from '../../../src/backend/recording/cast-file.ts'

const AT = new Date(2026, 10, 21, 17, 44, 5).getTime()
let home: string
let casts: CastFiles
const directory = () => join(home, 'fleetmux', 'recordings')
const begin = (recording: number) =>
  casts.begin({
    type: 'begin-cast',
    recording,
    name: 'gpu1/a b:0.0',
    at: AT,
    header: '{"version":2}',
  })
const write = (recording: number, line: string) =>
  casts.write({ type: 'cast', recording, lines: [line] })

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'fmr-'))
  casts = createCastFiles({ XDG_DATA_HOME: home })
})
afterEach(async () => {
  await casts.close()
  rmSync(home, { recursive: true, force: true })
})

test('lines are written in order, however they are asked for', async () => {
  const begun = begin(1)
  const written = Array.from({ length: 200 }, (_, index) => write(1, `${index}`))
  await Promise.all([begun, ...written])
  const end = await casts.end({ type: 'end-cast', recording: 1 })
  const path = join(directory(), 'gpu1-a-b-0.0-20261121-174405.cast')
  expect(end).toEqual({ type: 'did', text: `Recorded gpu1/a b:0.0 in ${path}` })
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  expect(lines).toEqual(['{"version":2}', ...Array.from({ length: 200 }, (_, i) => `${i}`)])
})

test('it is for nobody else to read, and no other recording is written over', async () => {
  await begin(1)
  await begin(2)
  const names = readdirSync(directory()).sort()
  expect(names).toEqual([
    'gpu1-a-b-0.0-20261121-174405-2.cast',
    'gpu1-a-b-0.0-20261121-174405.cast',
  ])
  expect(statSync(directory()).mode & 0o777).toBe(0o700)
  for (const name of names) expect(statSync(join(directory(), name)).mode & 0o777).toBe(0o600)
})

test('a name that would lead elsewhere does not', async () => {
  await casts.keep({ type: 'keep-cast', name: '../../x/..:0', at: AT, lines: ['a'] })
  expect(readdirSync(directory())).toEqual(['..-..-x-..-0-20261121-174405.cast'])
})

test('where nothing can be written, it ends, and what comes after is not written', async () => {
  writeFileSync(join(home, 'fleetmux'), 'no directory')
  const hint = `Check that ${directory()} on this machine is a directory of yours that you may write to, and that its disk has free space.`
  expect(await begin(1)).toMatchObject({
    ...{ type: 'cast-failed', recording: 1 },
    failure: { what: 'gpu1/a b:0.0 is not recorded, because the file cannot be created.', hint },
  })
  expect(await write(1, 'x')).toBeUndefined()
  expect(await casts.end({ type: 'end-cast', recording: 1 })).toBeUndefined()
  const kept = casts.keep({ type: 'keep-cast', name: 'a', at: AT, lines: ['a'] })
  await expect(kept).rejects.toMatchObject({
    failure: {
      kind: 'refused',
      what: 'The last minutes of a were not saved, because the file cannot be written.',
      hint,
    },
  })
})

test('closing waits for what is under way', async () => {
  void begin(1)
  void write(1, 'last')
  await casts.close()
  const [name = ''] = readdirSync(directory())
  expect(readFileSync(join(directory(), name), 'utf8')).toBe('{"version":2}\nlast\n')
})
