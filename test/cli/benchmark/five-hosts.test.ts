import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../lab/process.ts'
import { type BenchStage, cellsOf, openBenchStage } from './bench-stage.ts'
import { tableOf } from './table-of.ts'

/** `FLEETMUX_FULL_BENCHMARK=1`: 3 models x 20 cases, which takes a quarter of an hour; else as many cases as tell the same. */
const IS_FULL = process.env['FLEETMUX_FULL_BENCHMARK'] === '1'
const HOSTS = ['lab1', 'lab2', 'lab3', 'lab4', 'lab5']
const MODELS = ['one', 'two', 'three']
const CASES = Array.from({ length: IS_FULL ? 20 : 4 }, (_, nth) => `c${nth + 1}`)
/** Killed after so many ends, and the host is lost together with the second kill. */
const KILLED_AT = IS_FULL ? [5, 15] : [1, 4]

let stage: BenchStage
beforeAll(async () => {
  stage = await openBenchStage(HOSTS)
})
afterAll(() => stage?.close())

const file = (name: string, log: string) => `
version: 1
name: ${name}
defaults: { parallel: 6, max_per_host: 2, host_lost_after_sec: ${IS_FULL ? 20 : 8}, seed: 11 }
models:
${MODELS.map(model => `  ${model}: { env: { MOCK_MODEL: ${model}, MOCK_LOG: ${log} } }`).join('\n')}
suites:
  - id: s
    cases:
${CASES.map(id => `      - { id: ${id}, repo: ${stage.repo}, prompt: "case=${id}", script_command: "test -f solve.txt" }`).join('\n')}
`

test(`3 models x ${CASES.length} cases on 5 hosts, killed twice and one host lost, are the table of an undisturbed run`, async () => {
  const on = ['--on', HOSTS.join(',')]
  const log = join(stage.app.dir, 'agents.log')
  const rough = await stage.write('rough.yaml', file('rough', log))
  const { json: plan } = await stage.result([rough, ...on, '--dry-run'])
  // Each case visits three hosts, and every model is on each host alike.
  const hosts = Map.groupBy(plan.cells as { case: string; host: string }[], each => each.case)
  expect(
    [...hosts.values()].every(cells => new Set(cells.map(({ host }) => host)).size === 3),
  ).toBe(true)

  const ended = async () => (await stage.result(['show', plan.id])).json.ended as number
  for (const [nth, many] of KILLED_AT.entries()) {
    const live = stage.start([rough, ...on])
    await until(`${many} ends`, async () => (await ended().catch(() => 0)) >= many, 170_000)
    live.child.kill('SIGKILL')
    await live.ended
    if (nth === 1) await stage.lab?.kill('lab3')
  }
  expect(await ended()).toBeLessThan(MODELS.length * CASES.length)
  const disturbed = await stage.result([rough, ...on])
  expect(disturbed.code).toBe(0)
  const records = [...cellsOf(disturbed.json).values()]
  expect(records).toHaveLength(MODELS.length * CASES.length)
  expect(records.every(({ verdict }) => verdict !== 'none')).toBe(true)
  const scored = linesOf(plan.id, 'cells.jsonl').map(line => JSON.parse(line).id)
  expect(scored.toSorted()).toEqual([...new Set(scored)].toSorted())

  await stage.lab?.start('lab3')
  const other = join(stage.app.dir, 'calm.log')
  const calm = await stage.result([await stage.write('calm.yaml', file('calm', other)), ...on])
  expect(calm.code).toBe(0)
  expect(tableOf(disturbed.json)).toEqual(tableOf(calm.json))
  // Nobody was given a case twice, but where the host was lost under it.
  const again = agentsOf(log).length - new Set(agentsOf(log)).size
  const moved = records.filter(({ tries }) => tries.length > 1)
  expect(again).toBeLessThanOrEqual(moved.length)
  expect(agentsOf(other)).toHaveLength(records.length)
  if (IS_FULL) process.stderr.write(`${figures(records)}\n`)
}, 1_800_000)

function agentsOf(path: string): readonly string[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n')
  return lines.map(line => line.replace(/ \d+$/, '')).toSorted()
}

function linesOf(id: string, name: string): readonly string[] {
  const root = join(stage.app.environment['XDG_STATE_HOME'] ?? '', 'fleetmux', 'benchmarks')
  return readFileSync(join(root, id, name), 'utf8')
    .split('\n')
    .filter(Boolean)
}

function figures(records: readonly { tries: readonly unknown[] }[]): string {
  const tries = records.reduce((sum, each) => sum + each.tries.length, 0)
  const load = loadavg()[0]?.toFixed(1)
  return `${records.length} cells, ${tries} tries, load ${load}, ${Math.round(performance.now() / 1000)} s`
}
