import { mkdtempSync, rmSync } from 'node:fs'
import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createRunReads } from '../../../src/backend/runs/run-reads.ts'
import { createLocal } from '../../../src/backend/transport/local.ts'
import type { Transport } from '../../../src/backend/transport/transport.ts'
import type { RunSpec } from '../../../src/state/runs/spec.ts'

let state = ''
let run = ''
beforeEach(async () => {
  state = mkdtempSync(join(tmpdir(), 'fm-reads-'))
  run = join(state, 'fleetmux', 'runs', 'one')
  vi.stubEnv('XDG_STATE_HOME', state)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(state, { recursive: true, force: true })
})

const specOf = (mark: string): RunSpec => ({
  ...{ version: 1, id: 'one', agent: 'mock', dialect: 'text', cwd: '/', permissions: 'allow' },
  ...{ tags: [], title: 'one', mark, created: 1 },
})

/** A run that works, as its host keeps it. */
async function makeRun(mark: string, out: string): Promise<void> {
  await mkdir(join(run, 'keys'), { recursive: true, mode: 0o700 })
  const speech = { prompt: '', cwd: '/', permissions: 'allow' }
  const files = { in: '', out, err: '', keeper: `${process.pid}\n` }
  const described = { 'run.json': specOf(mark), 'speech.json': speech }
  for (const [name, text] of Object.entries(files)) await writeFile(join(run, name), text)
  for (const [name, value] of Object.entries(described))
    await writeFile(join(run, name), `${JSON.stringify(value)}\n`)
}

/** This machine, and how many bytes it has printed. */
function counted(): { readonly transport: Transport; bytes(): number } {
  const local = createLocal({ name: 'local', deadline: 20_000 })
  let bytes = 0
  const open: Transport['open'] = async (...words) => {
    const running = await local.open(...words)
    running.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    return running
  }
  return { transport: { ...local, open }, bytes: () => bytes }
}

const [MARK, OTHER] = ['ab'.repeat(16), 'cd'.repeat(16)]

test('a run is read once, and then only what is new of it', async () => {
  await makeRun(MARK, `${'x'.repeat(99)}\n`.repeat(10_000))
  const { transport, bytes } = counted()
  const reads = createRunReads()
  const first = await reads.read(transport, 'one')
  expect([first.result, first.events.length]).toEqual([null, 200])
  expect(bytes()).toBeGreaterThan(1_000_000)
  const before = bytes()
  await appendFile(join(run, 'out'), 'and one more\n')
  // Two at once are two in turn.
  const [second] = await Promise.all([reads.read(transport, 'one'), reads.read(transport, 'one')])
  expect(second.events.at(-1)).toMatchObject({ type: 'text_delta', delta: '\nand one more' })
  expect(bytes() - before).toBeLessThan(2000)
  await appendFile(join(run, 'err'), `\n${MARK} ended 0 1000013 5 \n`)
  await writeFile(join(run, 'rc'), '0\n')
  const third = await reads.read(transport, 'one')
  expect(third.result).toMatchObject({ exitReason: 'completed' })
  const ended = bytes()
  expect((await reads.read(transport, 'one')).result).toBe(third.result)
  expect(bytes()).toBe(ended)
})

test('a run that shows its progress without ending the line is read all the same', async () => {
  await makeRun(MARK, 'one\nPassword: ')
  await writeFile(join(run, 'err'), 'Loading 10 %')
  const { transport } = counted()
  const reads = createRunReads()
  const { events } = await reads.read(transport, 'one')
  expect(JSON.stringify(events)).toContain('one')
  await appendFile(join(run, 'out'), 'two\n')
  const next = await reads.read(transport, 'one')
  expect(JSON.stringify(next.events)).toContain('Password: two')
})

test('another run of the same id is read from its beginning', async () => {
  await makeRun(MARK, 'old\n')
  const { transport } = counted()
  const reads = createRunReads()
  await reads.read(transport, 'one')
  rmSync(run, { recursive: true })
  await expect(reads.read(transport, 'one')).rejects.toThrow('There is no run one')
  await makeRun(MARK, 'old\n')
  await reads.read(transport, 'one')
  await makeRun(OTHER, 'new\n')
  const { events } = await reads.read(transport, 'one')
  expect(events.map(event => (event.type === 'text_delta' ? event.delta : ''))).toContain('new')
  expect(JSON.stringify(events)).not.toContain('old')
})
