import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../lab/process.ts'
import { type BenchStage, cellsOf, openBenchStage } from './bench-stage.ts'
import { tableOf } from './table-of.ts'

const HOSTS = ['lab1', 'lab2', 'lab3', 'lab4', 'lab5']
const CASES = Array.from({ length: 20 }, (_, nth) => `c${nth + 1}`)

let stage: BenchStage
beforeAll(async () => {
  stage = await openBenchStage(HOSTS)
})
afterAll(() => stage?.close())

const file = (name: string) => `
version: 1
name: ${name}
defaults: { parallel: 6, max_per_host: 2, host_lost_after_sec: 20, seed: 11 }
models:
${['one', 'two', 'three'].map(model => `  ${model}: { env: { MOCK_MODEL: ${model} } }`).join('\n')}
suites:
  - id: s
    cases:
${CASES.map(id => `      - { id: ${id}, repo: ${stage.repo}, prompt: "case=${id}", script_command: "test -f solve.txt" }`).join('\n')}
`

test('3 models x 20 cases on 5 hosts, killed twice and one host lost, are the table of an undisturbed run', async () => {
  const on = ['--on', HOSTS.join(',')]
  const rough = await stage.write('rough.yaml', file('rough'))
  const { json: plan } = await stage.result([rough, ...on, '--dry-run'])
  // Each case visits three hosts, and every model is on each host alike.
  const hosts = Map.groupBy(plan.cells as { case: string; host: string }[], each => each.case)
  expect(
    [...hosts.values()].every(cells => new Set(cells.map(({ host }) => host)).size === 3),
  ).toBe(true)

  const ended = async () => (await stage.result(['show', plan.id])).json.ended as number
  for (const [nth, many] of [5, 15].entries()) {
    const live = stage.start([rough, ...on])
    await until(`${many} ends`, async () => (await ended().catch(() => 0)) >= many, 170_000)
    live.child.kill('SIGKILL')
    await live.ended
    if (nth === 1) await stage.lab?.kill('lab3')
  }
  const disturbed = await stage.result([rough, ...on])
  expect(disturbed.code).toBe(0)
  const records = [...cellsOf(disturbed.json).values()]
  expect(records).toHaveLength(60)
  expect(records.every(({ verdict }) => verdict !== 'none')).toBe(true)

  await stage.lab?.start('lab3')
  const calm = await stage.result([await stage.write('calm.yaml', file('calm')), ...on])
  expect(tableOf(disturbed.json)).toEqual(tableOf(calm.json))
}, 900_000)
