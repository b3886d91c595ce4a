import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { followRun } from '../../../src/backend/runs/follow-run.ts'
import { supervisorScript } from '../../../src/backend/runs/supervisor-script.ts'
import { createLocal } from '../../../src/backend/transport/local.ts'
import type { RunEvent } from '../../../src/state/runs/event.ts'
import type { RunSpec } from '../../../src/state/runs/spec.ts'
import { until } from '../../lab/process.ts'

/** Bytes that a run of this test may keep. */
const MOST = 256 * 1024
const LINE = `${'x'.repeat(90)}\n`

let state = ''
let run = ''
beforeEach(async () => {
  state = mkdtempSync(join(tmpdir(), 'fm-lost-'))
  run = join(state, 'fleetmux', 'runs', 'one')
  await mkdir(run, { recursive: true, mode: 0o700 })
  vi.stubEnv('XDG_STATE_HOME', state)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(state, { recursive: true, force: true })
})

const spec: RunSpec = {
  ...{ version: 1, id: 'one', agent: 'mock', dialect: 'text', cwd: '/', permissions: 'allow' },
  ...{ tags: [], title: 'one', mark: 'ab'.repeat(16), created: 1 },
}

/** What its supervisor does with an agent that prints this, as its host would. */
async function supervise(script: string): Promise<number> {
  const speech = JSON.stringify({ prompt: '', cwd: '/', permissions: 'allow' })
  const files = {
    'run.json': JSON.stringify(spec),
    'speech.json': speech,
    in: '',
    out: '',
    err: '',
  }
  for (const [name, text] of Object.entries(files))
    await writeFile(join(run, name), name.endsWith('json') ? `${text}\n` : text)
  const limits = ['60', '0', String(MOST)]
  const agent = ['sh', '-c', script]
  const words = [run, spec.mark, 'one', '', ...limits, '/', ...agent]
  const child = spawn('sh', ['-c', supervisorScript, 'run.sh', ...words], { stdio: 'ignore' })
  await until('its end', () => child.exitCode !== null, 60_000)
  return Number(readFileSync(join(run, 'rc'), 'utf8'))
}

const says = (events: readonly RunEvent[]) =>
  events.map(event => (event.type === 'text_delta' ? event.delta : '')).join('')
const losses = (events: readonly RunEvent[]) =>
  events.filter(event => event.type === 'debug').map(({ message }) => Number.parseInt(message, 10))

async function follow(after?: string): Promise<RunEvent[]> {
  const events: RunEvent[] = []
  await followRun(createLocal(), 'one', {
    event: event => events.push(event),
    ...(after !== undefined && { after }),
  })
  return events
}

/** Prints lines of 91 bytes, each with its number, in two gulps. */
const GULPS = `
gulp() { i=$1; while [ $i -lt $2 ]; do printf '%06d ${'x'.repeat(83)}\\n' $i; i=$((i+1)); done; }
echo first; gulp 0 9000; sleep 5; gulp 9000 9500; echo last`

test('of more than is kept the middle is lost, which every reader is told once', async () => {
  expect(await supervise(GULPS)).toBe(0)
  const { size, blocks } = statSync(join(run, 'out'))
  expect(size).toBeGreaterThan(9500 * 91)
  expect(blocks * 512).toBeLessThan(2 * MOST)
  const events = await follow()
  const told = says(events)
  expect([told.startsWith('first\n'), told.trimEnd().endsWith('last')]).toEqual([true, true])
  const numbers = [...told.matchAll(/^(\d{6}) x+$/gm)].map(([, nth]) => Number(nth))
  const jump = numbers.findIndex((nth, at) => nth !== at)
  // All of it is a row, but for the one gap.
  expect(numbers.slice(jump)).toEqual(numbers.slice(jump).map((_, at) => (numbers[jump] ?? 0) + at))
  const [lost] = losses(events)
  expect(losses(events)).toHaveLength(1)
  expect(lost).toBe(((numbers[jump] ?? 0) - jump) * 91)
})

test('one that resumes in the lost part is told how much it has missed, one behind it nothing', async () => {
  await supervise(GULPS)
  const all = await follow()
  const at = all.findIndex(({ type }) => type === 'debug')
  const lost = losses(all)[0] ?? 0
  const [, end] = /^(\d+)\./.exec(all[at]?.id ?? '') ?? []
  // As a reader has it that was in the middle before the middle was lost.
  const within = await follow(`${Number(end) - 1000}.0-0`)
  expect(losses(within)).toEqual([1000])
  expect(within.slice(1).map(({ id }) => id)).toEqual(all.slice(at + 1).map(({ id }) => id))
  expect(lost).toBeGreaterThan(1000)
  expect(losses(await follow(all[at]?.id))).toEqual([])
})

test('where its disk cannot give a middle back the run is ended, and says so', async () => {
  const bin = join(state, 'bin')
  await mkdir(bin)
  await writeFile(join(bin, 'fallocate'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
  vi.stubEnv('PATH', `${bin}:${process.env['PATH']}`)
  await supervise(`while :; do printf '%s' '${LINE.repeat(20)}'; sleep 0.01; done`)
  const result = await followRun(createLocal(), 'one', { event: () => {} })
  expect(result?.error?.code).toBe('OUTPUT_LIMIT')
  expect(() => statSync(join(run, 'lost'))).toThrow()
})
