import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BenchStage, cellsOf, openBenchStage, type Result } from './bench-stage.ts'

/** The files of the description of Amp Session Manager, as they stand there. */
const REMOTE = `# On remote machine: /home/user/evals/my-benchmark.yaml
version: 1
name: "Remote Model Comparison"
models:
  default: { name: default }
  gpt5: { name: gpt-5, amp_args: ["--try-gpt5"] }
  alloy: { name: alloy, env: { AMP_ALLOY_MODE: "on" } }
suites:
  - id: smoke
    description: "Quick validation tests"
    cases:
      - id: test_readme
        repo: octocat/Hello-World
        prompt: "Add a comprehensive README.md"
        script_command: "test -f README.md"
`
const MODELS = `models:
  claude: { name: claude-3.5-sonnet, amp_args: ["--model", "claude-3.5-sonnet"] }
  gpt4: { name: gpt-4, amp_args: ["--model", "gpt-4"] }
  alloy: { name: alloy, env: { AMP_ALLOY_MODE: "on" } }
`
const SWEBENCH = `suites:
  - id: swebench_evaluation
    description: "Full SWE-bench evaluation"
    swebench_cases_dir: "/home/user/swebench-cases"
    max_iterations: 10
`
const CUSTOM = `suites:
  - id: custom_tests
    cases:
      - id: refactor_task
        repo: company/private-repo
        prompt: "Refactor the authentication system"
        follow_up_prompts:
          - "Add comprehensive error handling"
          - "Write integration tests"
        script_command: "npm test"
`

let stage: BenchStage
beforeAll(async () => {
  stage = await openBenchStage()
  await stage.write('repo/package.json', '{ "scripts": { "test": "test -f prompts.txt" } }')
  await stage.git('add', '.')
  await stage.git('commit', '-qm', 'Test it')
  for (const name of ['octocat/Hello-World', 'company/private-repo'])
    await stage.git('clone', '-q', '--bare', stage.repo, join(stage.app.dir, `${name}.git`))
  // As a person may have a mirror.
  await writeFile(
    join(stage.app.environment['HOME'] ?? '', '.gitconfig'),
    `[url "${stage.app.dir}/"]\n  insteadOf = https://github.com/\n`,
  )
})
afterAll(() => stage?.close())

/** What the agent says of itself: which words and variables have reached it. */
const told = (json: Result) =>
  Object.fromEntries([...cellsOf(json)].map(([name, one]) => [name, one.modelTold]))
const statuses = (json: Result) => [...cellsOf(json).values()].map(({ status }) => status)

test('its example runs as it stands', async () => {
  const { code, json } = await stage.result([await stage.write('my-benchmark.yaml', REMOTE)])
  expect([code, json.name, statuses(json)]).toEqual([
    0,
    'Remote Model Comparison',
    ['pass', 'pass', 'pass'],
  ])
  expect(told(json)).toEqual({
    'default/test_readme': 'default',
    'gpt5/test_readme': 'gpt-5',
    'alloy/test_readme': 'alloy',
  })
})

test('its models and its custom tests run as they stand, with both follow-ups', async () => {
  const path = await stage.write('custom.yaml', `version: 1\nname: c\n${MODELS}${CUSTOM}`)
  const { code, json } = await stage.result([path])
  expect([code, statuses(json)]).toEqual([0, ['pass', 'pass', 'pass']])
  expect(told(json)).toEqual({
    'claude/refactor_task': 'claude-3.5-sonnet',
    'gpt4/refactor_task': 'gpt-4',
    'alloy/refactor_task': 'alloy',
  })
  expect([...cellsOf(json).values()].map(({ iterations }) => iterations)).toEqual([3, 3, 3])
  // Every table calls a model by its name.
  const { out } = await stage.run(['show', json.id, '--format', 'markdown'])
  expect(out).toContain('| claude-3.5-sonnet | gpt-4 | 1 | 0 | 0 |')
})

test('its suite of SWE-bench cases runs as it stands, and an agent has ten prompts', async () => {
  const head = (await stage.git('rev-parse', 'HEAD')).trim()
  const commits = { repo: stage.repo, bugCommit: head, fixCommit: head, testPath: 'package.json' }
  // This agent never solves it as this model.
  const prompt = 'case=swe solves=0'
  const one = { ...commits, id: 'swe-1', prompt, testCommand: 'test -f solve.txt' }
  await stage.write('swebench-cases/one.json', JSON.stringify(one))
  const suites = SWEBENCH.replace('/home/user', stage.app.dir)
  const path = await stage.write('swe.yaml', `version: 1\nname: s\n${MODELS}${suites}`)
  const { code, json } = await stage.result([path, '--models', 'gpt4'])
  const swe = cellsOf(json).get('gpt4/swe-1')
  expect([code, swe.status, swe.iterations]).toEqual([0, 'fail', 10])
})
