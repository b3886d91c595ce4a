import { appendFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { followRun } from '../../../../src/backend/runs/follow-run.ts'
import { createFrameReader, type Frame } from '../../../../src/backend/runs/many/frame-reader.ts'
import { createRunOpener } from '../../../../src/backend/runs/many/run-opener.ts'
import { createLocal } from '../../../../src/backend/transport/local.ts'
import type { Transport } from '../../../../src/backend/transport/transport.ts'
import type { RunEvent } from '../../../../src/state/runs/event.ts'
import { pathWithout } from '../../../lab/path-without.ts'
import { until } from '../../../lab/process.ts'

const MARK = '0123456789abcdef0123456789abcdef'
const dirs: string[] = []
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true })
})

/** A host whose runs are files that the test writes. */
function makeHost(path = process.env['PATH']) {
  const dir = mkdtempSync(join(tmpdir(), 'fm-many-'))
  dirs.push(dir)
  const local = createLocal()
  const opened: string[] = []
  const env = ['env', `XDG_STATE_HOME=${dir}`, `PATH=${path}`]
  const transport: Transport = {
    ...local,
    open(argv, how) {
      opened.push(how?.first?.includes('perl -e') ? 'many' : 'one')
      return local.open([...env, ...argv], how)
    },
  }
  const root = join(dir, 'fleetmux', 'runs')

  function makeRun(id: string, keeper = process.pid) {
    const at = join(root, id)
    mkdirSync(at, { recursive: true })
    const spec = {
      ...{ version: 1, id, agent: 'a', dialect: 'text', title: '', cwd: '/', mark: MARK },
      ...{ created: 1, permissions: 'ask', tags: [] },
    }
    writeFileSync(join(at, 'run.json'), `${JSON.stringify(spec)}\n`)
    writeFileSync(join(at, 'speech.json'), '{"prompt":"","cwd":"/","permissions":"ask"}\n')
    writeFileSync(join(at, 'keeper'), `${keeper}\n`)
    for (const name of ['out', 'err']) writeFileSync(join(at, name), '')
    return {
      say: (text: string) => appendFileSync(join(at, 'out'), text),
      end() {
        const { size } = statSync(join(at, 'out'))
        writeFileSync(join(at, 'rc'), '0\n')
        appendFileSync(join(at, 'err'), `\n${MARK} ended 0 ${size} 5 \n`)
      },
    }
  }
  return { transport, opened, makeRun, close: () => local.close() }
}

const deltas = (events: readonly RunEvent[]) =>
  events.flatMap(each => (each.type === 'text_delta' ? [each.delta] : []))

async function followAll(host: ReturnType<typeof makeHost>, count: number, keeper?: number) {
  const opener = createRunOpener()
  const all = Array.from({ length: count }, (_, nth) => {
    const id = `run${nth}`
    const run = host.makeRun(id, keeper)
    const events: RunEvent[] = []
    const open = opener.open.bind(null, host.transport, id)
    const result = followRun(host.transport, id, { open, event: each => events.push(each) })
    return { run, events, result }
  })
  const close = () => Promise.all([opener.close(), host.close()])
  return { all, close }
}

test('many runs are read over one channel, each to its last byte', async () => {
  const host = makeHost()
  const { all, close } = await followAll(host, 20)
  for (let line = 0; line < 30; line++)
    for (const [nth, { run }] of all.entries())
      run.say(`${nth}: ${line} é${'x'.repeat(line * 50)}\n`)
  await until('the first lines', () => all.every(({ events }) => deltas(events).length > 0))
  for (const { run } of all) run.say(`half`)
  await until('all whole lines', () => all.every(({ events }) => deltas(events).length === 30))
  for (const { run } of all) run.say(` and half\n`)
  for (const { run } of all) run.end()
  for (const [nth, { result, events }] of all.entries()) {
    expect(await result).toMatchObject({ exitReason: 'completed' })
    const words = deltas(events)
    expect(words.map(each => each.trim().split(' ')[0])).toEqual([
      ...Array.from({ length: 30 }, () => `${nth}:`),
      'half',
    ])
  }
  expect(host.opened.toSorted()).toEqual(['many', 'one'])
  await close()
})

test('one whose supervisor has died is said to be gone', async () => {
  const host = makeHost()
  // No process has this id.
  const { all, close } = await followAll(host, 2, 999_999_999)
  for (const { result } of all) expect(await result).toMatchObject({ exitReason: 'killed' })
  await close()
})

test('a host without perl reads each by a command of its own', async () => {
  const bin = mkdtempSync(join(tmpdir(), 'fm-path-'))
  dirs.push(bin)
  const host = makeHost(pathWithout(join(bin, 'bin'), 'perl'))
  const { all, close } = await followAll(host, 3)
  for (const { run } of all) {
    run.say('hello\n')
    run.end()
  }
  for (const { result } of all) expect(await result).toMatchObject({ exitReason: 'completed' })
  expect(host.opened.filter(each => each === 'one')).toHaveLength(3)
  await close()
})

test('frames come whole however the channel is cut', () => {
  const bytes = Buffer.from('0 h 0\n3 o 5\nab\ncd12 x 3\nno!4 e 0\n3 o 1\nz')
  for (let size = 1; size <= bytes.length; size++) {
    const told: Frame[] = []
    const reader = createFrameReader(frame => told.push(frame))
    for (let at = 0; at < bytes.length; at += size)
      expect(reader.add(bytes.subarray(at, at + size))).toBe(true)
    const of = (stream: number) =>
      Buffer.concat(told.filter(each => each.stream === stream).map(each => each.bytes)).toString()
    expect([of(3), of(12), of(4)]).toEqual(['ab\ncdz', 'no!', ''])
  }
  expect(createFrameReader(() => {}).add(Buffer.from('Welcome!\n'))).toBe(false)
  expect(createFrameReader(() => {}).add(Buffer.alloc(100, 49))).toBe(false)
  expect(createFrameReader(() => {}).add(Buffer.from('1 x 999999999\n'))).toBe(false)
})

test('two readers of one run are told the same, each event once', async () => {
  const host = makeHost()
  const run = host.makeRun('shared')
  const opener = createRunOpener()
  const open = opener.open.bind(null, host.transport, 'shared')
  const readers = [0, 1].map(() => {
    const events: RunEvent[] = []
    const result = followRun(host.transport, 'shared', { open, event: each => events.push(each) })
    return { events, result }
  })
  for (let line = 0; line < 200; line++) run.say(`line ${line}\n`)
  run.end()
  const results = await Promise.all(readers.map(({ result }) => result))
  expect(results[0]).toEqual(results[1])
  const named = readers.map(({ events }) =>
    events.map(({ id, type }) => `${type} ${id.replace(/-\d+$|^\d+-(?=\d+\.)/, '')}`),
  )
  expect(named[0]).toEqual(named[1])
  expect(deltas(readers[0]?.events ?? [])).toHaveLength(200)
  await Promise.all([opener.close(), host.close()])
})
