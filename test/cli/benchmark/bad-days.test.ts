import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { processes } from '../../lab/process.ts'
import { type BenchStage, cellsOf, openBenchStage, type Result } from './bench-stage.ts'

let stage: BenchStage
let cells: ReadonlyMap<string, Result>
let ran: { code: number; err: string; json: Result }

const CASES = (repo: string) => `
version: 1
name: bad days
defaults: { parallel: 6, max_per_host: 6, seed: 3 }
models:
  default: { env: { MOCK_SEED: "5" } }
  ghost: { model: no-such-model, agent: claude }
  absent: { agent: nosuchagent }
suites:
  - id: bad
    cases:
      - { id: plain, repo: ${repo}, prompt: "case=plain solves=1", script_command: "test -f solve.txt" }
      - { id: unsolved, repo: ${repo}, prompt: "case=unsolved solves=0", script_command: "test -f solve.txt" }
      - { id: unchecked, repo: ${repo}, prompt: "case=unchecked solves=0" }
      - { id: hangs, repo: ${repo}, prompt: "case=hangs", verify_timeout_sec: 2, script_command: "echo before; sleep 611 & sleep 612" }
      - { id: floods, repo: ${repo}, prompt: "case=floods", script_command: "yes 0123456789 | head -c 1000000000" }
      - { id: leaves, repo: ${repo}, prompt: "case=leaves", script_command: "setsid sh -c 'trap \\"\\" HUP TERM; sleep 613 & wait' & sleep 0.3" }
      - { id: agent-leaves, repo: ${repo}, prompt: "case=agent-leaves LEAVE", script_command: "cat left.txt" }
      - { id: env, repo: ${repo}, prompt: "case=env ENV", script_command: "cat env.txt; env" }
      - { id: big, repo: ${repo}, prompt: "case=big BIG", script_command: "test -f big.txt" }
      - { id: history, repo: ${repo}, prompt: "case=history HISTORY", script_command: "cat history.txt" }
      - { id: crash, repo: ${repo}, prompt: "case=crash CRASH", script_command: "test -f solve.txt" }
      - { id: agent-hangs, repo: ${repo}, prompt: "case=agent-hangs HANG", timeout_sec: 3, script_command: "true" }
      - { id: auth, repo: ${repo}, prompt: "case=auth AUTH", script_command: "true" }
      - { id: more, repo: ${repo}, prompt: "case=more", follow_up_prompts: ["case=more and now tests"], script_command: "cat prompts.txt" }
      - { id: again, repo: ${repo}, prompt: "case=again solves=1 after=2", max_iterations: 3, script_command: "test -f solve.txt || { echo NOT-YET; false; }" }
      - { id: setup, repo: ${repo}, prompt: "case=setup", setup_script: "echo ready >ready.txt", script_command: "cat ready.txt" }
      - { id: setup-fails, repo: ${repo}, prompt: "case=setup-fails", setup_script: "echo no such thing; exit 3", script_command: "true" }
      - { id: setup-hangs, repo: ${repo}, prompt: "case=setup-hangs", setup_timeout_sec: 6, setup_script: "echo begun; sleep 614 & sleep 614", script_command: "true" }
`

beforeAll(async () => {
  stage = await openBenchStage()
  const file = await stage.write('bad.yaml', CASES(stage.repo))
  ran = await stage.result([file, '--models', 'default'], { env: { MY_SECRET: 'k3y' } })
  const others = await stage.result([file, '--models', 'ghost,absent', '--cases', 'plain'])
  cells = new Map([...cellsOf(ran.json), ...cellsOf(others.json)])
})
afterAll(() => stage?.close())

const axes = (name: string) => {
  const one = cells.get(name)
  return [one?.verdict, one?.end, one?.status]
}

/** What a cell has left here. */
function kept(name: string, file: string): string {
  const root = join(
    stage.app.environment['XDG_STATE_HOME'] ?? '',
    'fleetmux',
    'benchmarks',
    ran.json.id,
  )
  const line = readFileSync(join(root, 'cells.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(each => JSON.parse(each))
    .find(({ model, case: id }) => `${model}/${id}` === name)
  return readFileSync(join(root, 'cells', line.id, file), 'utf8')
}

test.each([
  ['default/plain', 'pass', 'ok', 'pass'],
  ['default/unsolved', 'fail', 'ok', 'fail'],
  ['default/unchecked', 'pass', 'ok', 'pass'],
  ['default/hangs', 'none', 'verify_timeout', 'timeout'],
  ['default/floods', 'pass', 'ok', 'pass'],
  ['default/leaves', 'pass', 'ok', 'pass'],
  ['default/agent-leaves', 'pass', 'ok', 'pass'],
  ['default/crash', 'fail', 'agent_exit', 'fail'],
  ['default/agent-hangs', 'pass', 'agent_timeout', 'pass'],
  ['default/auth', 'none', 'auth', 'error'],
  ['default/more', 'pass', 'ok', 'pass'],
  ['default/again', 'pass', 'ok', 'pass'],
  ['default/setup', 'pass', 'ok', 'pass'],
  ['default/setup-fails', 'none', 'setup_failed', 'error'],
  ['default/setup-hangs', 'none', 'setup_failed', 'error'],
  ['ghost/plain', 'none', 'refused', 'error'],
  ['absent/plain', 'none', 'setup_failed', 'error'],
])('%s is %s, %s', (name, ...said) => expect([name, ...axes(name)]).toEqual([name, ...said]))

test('cells without a verdict are exit code 4', () => expect(ran.code).toBe(4))

test('nothing that a cell has started is left', async () => {
  const all = await processes()
  const left = all.filter(({ command }) => /sleep 61[1234]|sleep 600/.test(command))
  const own = left.filter(({ command }) => command.includes('sleep 61'))
  expect(own).toEqual([])
  const pid = Number(kept('default/agent-leaves', 'verifier.log').trim())
  expect(all.some(each => each.pid === pid)).toBe(false)
})

test('a set-up script that sleeps for ever is ended at its limit', () => {
  expect(cells.get('default/setup-hangs').detail).toBe('setup_script took longer than 6 s: begun')
})

test('a gigabyte of output is cut, and says so', () => {
  expect(kept('default/floods', 'verifier.log').length).toBeLessThanOrEqual(1_000_000)
  expect(cells.get('default/floods').detail).toContain(
    'script_command printed too much, so its output was cut.',
  )
})

test('a patch that is too large is not kept, and no part of it either', () => {
  expect(kept('default/big', 'result.patch')).toBe('')
  const { verdict, detail } = cells.get('default/big')
  expect(verdict).toBe('pass')
  expect(detail).toBe('The patch is larger than 16 MiB, so it was not kept.')
})

test('the environment is the own one of the cell', () => {
  const patch = kept('default/env', 'result.patch')
  expect(patch).toContain('MOCK_SEED=5')
  expect(patch).toMatch(/HOME=.*\/benchmark-cells\/.*\/home$/m)
  const log = kept('default/env', 'verifier.log')
  for (const secret of ['k3y', 'XDG_STATE_HOME', 'FLEETMUX_TOKEN'])
    expect(patch + log).not.toContain(secret)
  // What the model is told is none of the verifier's business.
  expect(log.split('MOCK_SEED').length).toBe(2)
})

test('the workspace has one commit, and no remote, tag or reflog', () => {
  const said = kept('default/history', 'verifier.log')
  const [first = '', ...others] = said.trim().split('\n')
  expect(first).toMatch(/^[0-9a-f]{40}$/)
  expect(others.filter(line => !line.includes('No such file'))).toEqual([])
})

test('a follow-up is said in the same session', () => {
  const said = kept('default/more', 'verifier.log')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(said.map(({ session }) => session)).toEqual([null, cells.get('default/more').sessionId])
  expect(cells.get('default/more').iterations).toBe(2)
})

test('a cell says which versions there were, and has a recording; an unknown cost is none', () => {
  const one = cells.get('default/more')
  expect(one).toMatchObject({ modelTold: 'default', agentVersion: expect.any(String) })
  // Amp tells no cost, and nobody knows the price of its model.
  expect(one).not.toHaveProperty('costUsd')
  const cast = kept('default/more', 'cell.cast').trim().split('\n')
  const title = 'bad/more, default, attempt 1'
  expect(JSON.parse(cast[0] ?? '')).toMatchObject({ version: 2, title })
  expect(cast.filter(line => line.includes('> case=more'))).toHaveLength(2)
})

test('an agent is told why its work has failed, as often as max_iterations says', () => {
  expect(cells.get('default/again').iterations).toBe(2)
  expect(kept('default/again', 'result.patch')).toContain('NOT-YET')
})

describe('the same command again', () => {
  test('runs nothing that was scored, and what no agent had a chance at', async () => {
    const again = await stage.result([
      `${stage.app.dir}/bad.yaml`,
      '--models',
      'default',
      '--cases',
      'plain,auth',
    ])
    const both = cellsOf(again.json)
    expect(both.get('default/plain').tries).toHaveLength(1)
    expect(both.get('default/auth').tries).toHaveLength(2)
  })

  test('with more attempts adds them', async () => {
    const more = await stage.result([
      `${stage.app.dir}/bad.yaml`,
      '--models',
      'default',
      '--cases',
      'plain,unsolved',
      '--attempts',
      '3',
    ])
    const { summary } = more.json.models.default.suites.bad
    expect([more.code, summary.total, summary.passed]).toEqual([0, 6, 3])
    expect(cellsOf(more.json).get('default/plain').tries[0].startedAt).toBe(
      cells.get('default/plain').tries[0].startedAt,
    )
  })

  test('leaves nothing on the host', () => {
    const state = join(stage.app.environment['XDG_STATE_HOME'] ?? '', 'fleetmux')
    expect(readdirSync(join(state, 'benchmark-cells'))).toEqual([])
    // The journal says which runs there were; it is no run.
    expect(readdirSync(join(state, 'runs')).filter(name => name !== '.journal')).toEqual([])
  })
})

test.each([
  [['--threshold', '0.9'], 1],
  [['--threshold', '50'], 0],
])('a threshold of %j ends with %i', async (more, code) => {
  const file = `${stage.app.dir}/bad.yaml`
  const { code: said } = await stage.run([
    file,
    '--models',
    'default',
    '--cases',
    'plain,unsolved',
    ...more,
  ])
  expect(said).toBe(code)
})

test.each([
  ['markdown', '| Model |'],
  ['csv', 'default,bad,plain,1,pass,ok,local'],
  ['junit', '<testcase classname="default.bad" name="plain"'],
  ['html', '<!doctype html>'],
  ['json', '"status": "completed"'],
])('the result as %s', async (format, text) => {
  const output = join(stage.app.dir, `out.${format}`)
  const asked = ['show', ran.json.id, '--format', format, '--output', output]
  const { err } = await stage.run(asked)
  expect(err).toContain('Wrote')
  expect(readFileSync(output, 'utf8')).toContain(text)
})
