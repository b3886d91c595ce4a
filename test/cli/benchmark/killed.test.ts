import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../lab/process.ts'
import { type BenchStage, openBenchStage } from './bench-stage.ts'
import { tableOf } from './table-of.ts'

let stage: BenchStage
beforeAll(async () => {
  stage = await openBenchStage()
})
afterAll(() => stage?.close())

const file = (name: string, log: string) => `
version: 1
name: ${name}
defaults: { parallel: 4, max_per_host: 4 }
models:
  one: { env: { MOCK_MODEL: one, MOCK_LOG: ${log} } }
  two: { env: { MOCK_MODEL: two, MOCK_LOG: ${log} } }
suites:
  - id: s
    cases:
${[1, 2, 3]
  .map(
    nth =>
      `      - { id: c${nth}, repo: ${stage.repo}, prompt: "case=c${nth} wait=1500", setup_script: "sleep 0.3", script_command: "sleep 0.5; test -f solve.txt" }`,
  )
  .join('\n')}
`

test('one that is killed -9 at any moment goes on, and every cell is scored once', async () => {
  const log = join(stage.app.dir, 'agents.log')
  const path = await stage.write('killed.yaml', file('killed', log))
  const undisturbed = await stage.write('calm.yaml', file('calm', join(stage.app.dir, 'calm.log')))
  const calm = await stage.result([undisturbed])
  const lines = () => {
    const root = join(stage.app.environment['XDG_STATE_HOME'] ?? '', 'fleetmux', 'benchmarks')
    const all = (name: string) => {
      try {
        return readFileSync(join(root, id, name), 'utf8')
          .split('\n')
          .filter(Boolean)
      } catch {
        return []
      }
    }
    return { started: all('started.jsonl'), ended: all('cells.jsonl') }
  }
  const { json: plan } = await stage.result([path, '--dry-run'])
  const { id } = plan
  const moments: readonly [string, () => boolean][] = [
    ['in the set-up', () => lines().started.length > 0],
    ['while agents work', () => lines().started.some(line => line.includes('"agent"'))],
    ['in a verification', () => lines().started.some(line => line.includes('"verify"'))],
    ['after the first end', () => lines().ended.length > 0],
  ]
  for (const [moment, isThere] of moments) {
    const live = stage.start([path])
    await until(moment, () => isThere() || live.child.exitCode !== null)
    live.child.kill('SIGKILL')
    await live.ended
  }
  const { code, json } = await stage.result([path])
  expect(code).toBe(0)
  expect(tableOf(json)).toEqual(tableOf(calm.json))
  const ended = lines().ended.map(line => JSON.parse(line).id)
  expect(new Set(ended).size).toBe(ended.length)
  // No agent was given a case twice.
  const agents = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map(line => line.replace(/ \d+$/, ''))
  expect(agents.toSorted()).toEqual([...new Set(agents)].toSorted())
})

test('two commands of one benchmark do not both work, and it is stopped by a third', async () => {
  const path = await stage.write(
    'twice.yaml',
    file('twice', join(stage.app.dir, 'twice.log')).replaceAll('wait=1500', 'wait=60000'),
  )
  const { json: plan } = await stage.result([path, '--dry-run'])
  const first = stage.start([path])
  await until('its agents', async () => {
    const { out } = await stage.run(['list', '--json'])
    return out.includes(plan.id) && out.includes('"isRunning":true')
  })
  const second = await stage.run([path])
  expect([second.code, second.err]).toEqual([
    1,
    expect.stringContaining('Another process is running the benchmark'),
  ])
  expect((await stage.run(['stop', plan.id])).code).toBe(0)
  const { code } = await first.ended
  expect(code).toBe(4)
  const { json } = await stage.result(['show', plan.id])
  const ends = new Set(Object.values(tableOf(json)))
  expect([...ends]).toEqual(['none cancelled'])
})

test('a cell whose run somebody stops had no chance: the same command again runs it', async () => {
  const go = join(stage.app.dir, 'go')
  const log = join(stage.app.dir, 'stopped.log')
  const path = await stage.write(
    'stopped.yaml',
    file('stopped', log).replaceAll('wait=1500', `solves=1 until=${go}`),
  )
  const only = [path, '--cases', 'c1', '--models', 'one']
  const live = stage.start(only)
  await until('its agent', () => existsSync(log))
  const { out } = await stage.app.run(['run', 'list', '--json'])
  const ours = out.split('\n').find(line => line.includes('"bench-')) ?? '{}'
  expect((await stage.app.run(['run', 'stop', JSON.parse(ours).id])).code).toBe(0)
  expect((await live.ended).code).toBe(4)
  const { json: plan } = await stage.result([...only, '--dry-run'])
  const stopped = await stage.result(['show', plan.id])
  expect(tableOf(stopped.json)).toEqual({ 'one/c1': 'none cancelled' })
  await writeFile(go, '')
  const again = await stage.result(only)
  expect([again.code, tableOf(again.json)]).toEqual([0, { 'one/c1': 'pass ok' }])
})
