import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { alive, until } from '../../lab/process.ts'
import { type BenchStage, cellsOf, openBenchStage } from './bench-stage.ts'
import { tableOf } from './table-of.ts'

const HOSTS = ['lab1', 'lab2', 'lab3', 'lab4', 'lab5']
/** One whose sshd is killed, and one that is frozen and answers nothing. */
const [KILLED, FROZEN] = ['lab2', 'lab3']
const CASES = ['c1', 'c2', 'c3', 'c4', 'c5']
const MODELS = ['one', 'two']

let stage: BenchStage
beforeEach(async () => {
  stage = await openBenchStage(HOSTS)
})
afterEach(() => stage?.close())

const file = (name: string, wait: number) => `
version: 1
name: ${name}
defaults: { max_per_host: 2, host_lost_after_sec: 6, seed: 5 }
models:
${MODELS.map(model => `  ${model}: { env: { MOCK_MODEL: ${model}, MOCK_LOG: ${join(stage.app.dir, `${name}.log`)} } }`).join('\n')}
suites:
  - id: s
    cases:
${CASES.map(id => `      - { id: ${id}, repo: ${stage.repo}, prompt: "case=${id} wait=${wait}", script_command: "test -f solve.txt" }`).join('\n')}
`

test('2 of 5 hosts are lost: every cell is scored once, and what they still hold is removed when they are back', async () => {
  const on = ['--on', HOSTS.join(',')]
  const calm = await stage.result([await stage.write('calm.yaml', file('calm', 10)), ...on])
  const path = await stage.write('rough.yaml', file('rough', 6000))
  const { json: plan } = await stage.result([path, ...on, '--dry-run'])
  const live = stage.start([path, ...on])
  const works = (host: string) =>
    linesOf(plan.id, 'started.jsonl').some(each => each.host === host && each.phase === 'agent')
  await until('agents on both', () => [KILLED, FROZEN].every(works))
  await until('their agents', () => [KILLED, FROZEN].every(host => agentsOn(host).length > 0))
  await stage.lab?.kill(KILLED ?? '')
  await stage.lab?.freeze(FROZEN ?? '')

  const { code, err } = await live.ended
  const lost = new Set(err.match(/lab\d can no longer be reached/g))
  expect([code, [...lost].toSorted()], err).toEqual([
    0,
    [KILLED, FROZEN].map(host => `${host} can no longer be reached`),
  ])
  const rough = await stage.result(['show', plan.id])
  expect(tableOf(rough.json)).toEqual(tableOf(calm.json))
  const scored = linesOf(plan.id, 'cells.jsonl').map(({ id }) => id)
  expect(scored.toSorted()).toEqual([...new Set(scored)].toSorted())
  const moved = [...cellsOf(rough.json).values()].filter(({ tries }) => tries.length > 1)
  expect(moved.length).toBeGreaterThan(1)
  for (const { host, tries } of moved) {
    expect([KILLED, FROZEN]).not.toContain(host)
    expect(tries.map(({ end }: { end: string }) => end)).toEqual(['host_lost', 'ok'])
  }

  // Nothing is sent to them, so that both still hold what was made there.
  expect([KILLED, FROZEN].map(host => heldOn(host).length > 0)).toEqual([true, true])
  await stage.lab?.start(KILLED ?? '')
  await stage.lab?.thaw(FROZEN ?? '')
  const again = await stage.result([path, ...on])
  expect(again.code, again.err).toBe(0)
  for (const host of HOSTS) expect([host, heldOn(host)]).toEqual([host, []])
  expect(again.json.ended).toBe(scored.length)
  expect(agentPids().filter(alive)).toEqual([])
})

/** What the benchmarks have left on a host: workspaces and runs. */
function heldOn(name: string | undefined): readonly string[] {
  const state = join(stage.lab?.host(name ?? '').home ?? '', '.local/state/fleetmux')
  const names = (path: string) =>
    existsSync(join(state, path)) ? readdirSync(join(state, path)) : []
  return [...names('benchmark-cells'), ...names('runs')].filter(each => each !== '.journal')
}

function agentsOn(name: string | undefined): readonly string[] {
  return heldOn(name).filter(each => each.startsWith('bench-'))
}

function agentPids(): readonly number[] {
  const lines = readFileSync(join(stage.app.dir, 'rough.log'), 'utf8').trim().split('\n')
  return lines.map(line => Number(line.split(' ').at(-1)))
}

// biome-ignore lint/suspicious/noExplicitAny: lines of JSON whose shape the benchmark knows.
function linesOf(id: string, name: string): readonly any[] {
  const root = join(stage.app.environment['XDG_STATE_HOME'] ?? '', 'fleetmux', 'benchmarks')
  if (!existsSync(join(root, id, name))) return []
  const lines = readFileSync(join(root, id, name), 'utf8').split('\n')
  return lines.filter(Boolean).map(line => JSON.parse(line))
}
