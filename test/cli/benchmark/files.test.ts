import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BenchStage, cellsOf, openBenchStage } from './bench-stage.ts'

let stage: BenchStage
beforeAll(async () => {
  stage = await openBenchStage()
})
afterAll(() => stage?.close())

test('every error in a file is told with its line, and nothing is run', async () => {
  const file = await stage.write('wrong.yaml', 'version: 2\nname: x\nmodles: {}\nsuites: []\n')
  const { code, err } = await stage.run([file])
  expect(code).toBe(2)
  for (const said of [
    'wrong.yaml:1:1: version',
    'wrong.yaml:3:1: Unknown key modles. Did you mean models?',
    'wrong.yaml:4:1: suites: At least one suite is required.',
  ])
    expect(err).toContain(said)
})

test.each([
  [['--models', 'defualt'], 'Did you mean default?'],
  [['--suites', 'nothing'], '--suites: the benchmark file has no nothing. The file has s.'],
  [['--cases', 'onee'], 'Did you mean one?'],
])('%j is told with what was meant', async (more, said) => {
  const file = await stage.write('few.yaml', few(stage.repo))
  const { code, err } = await stage.run([file, ...more])
  expect([code, err]).toEqual([2, expect.stringContaining(said)])
})

const few = (repo: string) => `
version: 1
name: few
models: { default: {} }
suites:
  - id: s
    cases:
      - { id: one, repo: ${repo}, prompt: "case=one solves=1", script_command: "test -f solve.txt" }
`

test.each([
  ['/nowhere/at/all', 'is not a git repository'],
  ['some words', 'is not a path, a URL or ORG/NAME'],
])('a repository %j is told with its case', async (repo, said) => {
  const file = await stage.write('repo.yaml', few(JSON.stringify(repo)))
  const { code, err } = await stage.run([file])
  expect([code, err]).toEqual([2, expect.stringContaining('The case s/one cannot be started')])
  expect(err).toContain(said)
})

test('org/name is cloned into the cache', async () => {
  // As a person may have a mirror.
  await writeFile(
    join(stage.app.environment['HOME'] ?? '', '.gitconfig'),
    `[url "${stage.app.dir}/"]\n  insteadOf = https://github.com/octocat/\n`,
  )
  await stage.git('clone', '-q', '--bare', stage.repo, join(stage.app.dir, 'Hello-World.git'))
  const file = await stage.write('clone.yaml', few('octocat/Hello-World'))
  const { code, json } = await stage.result([file])
  expect([code, cellsOf(json).get('default/one').status]).toEqual([0, 'pass'])
})

test('SWE-bench cases are verified with tests that no agent has seen', async () => {
  const bug = (await stage.git('rev-parse', 'HEAD')).trim()
  await stage.write('repo/check.sh', 'test -f solve.txt\n')
  await stage.git('add', '.')
  await stage.git('commit', '-qm', 'Mend it')
  const fix = (await stage.git('rev-parse', 'HEAD')).trim()
  const one = { repo: stage.repo, bugCommit: bug, fixCommit: fix, testPath: 'check.sh' }
  const more = { ...one, testCommand: 'sh check.sh', other: 'field' }
  await stage.write(
    'cases/a.json',
    JSON.stringify({ ...more, id: 'a-1', prompt: 'case=a HISTORY solves=1' }),
  )
  await stage.write(
    'cases/b.json',
    JSON.stringify([{ ...more, id: 'b-1', prompt: 'case=b solves=0' }]),
  )
  const patch = `diff --git a/solve.txt b/solve.txt\nnew file mode 100644\n--- /dev/null\n+++ b/solve.txt\n@@ -0,0 +1 @@\n+me\n`
  const lines = [
    { instance_id: 'a-1', model_name_or_path: 'org/model', model_patch: patch },
    { instance_id: 'b-1', model_name_or_path: 'org/model', model_patch: '' },
    { instance_id: 'a-1', model_name_or_path: 'wrong', model_patch: 'nonsense' },
  ]
  await stage.write('answers.jsonl', lines.map(line => `${JSON.stringify(line)}\n`).join(''))
  const file = await stage.write(
    'swe.yaml',
    `version: 1
name: swe
models: { default: {} }
suites:
  - { id: swebench_evaluation, swebench_cases_dir: cases, max_iterations: 1 }
  - { id: answers, swebench_cases_dir: cases, predictions: answers.jsonl }
`,
  )
  const { code, json } = await stage.result([file])
  const status = Object.fromEntries([...cellsOf(json)].map(([name, one]) => [name, one.status]))
  expect(status).toEqual({
    'default/a-1': 'pass',
    'default/b-1': 'fail',
    'org_model/a-1': 'pass',
    'org_model/b-1': 'fail',
    'wrong/a-1': 'fail',
  })
  expect(code).toBe(0)
})

test('a batch plan is run, and merge_on_pass keeps what passed as a branch', async () => {
  const before = await stage.git('status', '--porcelain=v2', '--branch')
  const file = await stage.write(
    'plan.yaml',
    `runId: nightly
concurrency: 2
defaults: { baseBranch: main, scriptCommand: "test -f solve.txt", mergeOnPass: true, timeoutSec: 60 }
matrix:
  - { repo: ${stage.repo}, prompt: "case=one solves=1" }
  - { repo: ${stage.repo}, prompt: "case=two solves=0", model: gpt-5 }
`,
  )
  const { code, json, err } = await stage.result([file])
  expect([code, json.name]).toEqual([0, 'nightly'])
  const cells = cellsOf(json)
  expect(cells.get('default/item-1').status).toBe('pass')
  expect(cells.get('gpt-5/item-2').status).toBe('fail')
  const branch = / is the branch (\S+) of /.exec(err)?.[1] ?? ''
  expect(await stage.git('show', `${branch}:solve.txt`)).toBe('default\n')
  expect((await stage.git('rev-parse', `${branch}^`)).trim()).toBe(
    (await stage.git('rev-parse', 'main')).trim(),
  )
  expect(await stage.git('status', '--porcelain=v2', '--branch')).toBe(before)
})
