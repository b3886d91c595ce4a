import { describe, expect, test } from 'vitest'
import { batchSchema, benchmarkSchema } from '../../../../src/state/benchmarks/benchmark-schema.ts'
import { BenchmarkFileError } from '../../../../src/state/benchmarks/file/benchmark-file-error.ts'
import { readYaml } from '../../../../src/state/benchmarks/file/yaml-file.ts'

const GOOD = `version: 1
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

function errorsOf(text: string): readonly string[] {
  try {
    readYaml('f.yaml', text).check(benchmarkSchema)
    return []
  } catch (thrown) {
    if (thrown instanceof BenchmarkFileError) return thrown.lines
    throw thrown
  }
}

test('the file of the seed is read as it stands there', () => {
  const file = readYaml('f.yaml', GOOD).check(benchmarkSchema)
  expect(file.models?.['gpt5']).toEqual({ name: 'gpt-5', amp_args: ['--try-gpt5'] })
  expect(file.models?.['alloy']?.env).toEqual({ AMP_ALLOY_MODE: 'on' })
  expect(file.suites[0]?.cases?.[0]?.script_command).toBe('test -f README.md')
})

describe('an error has its line, its column and what was meant', () => {
  test.each([
    [
      'a key',
      'prompt:',
      'promt:',
      'f.yaml:13:9: Unknown key promt in suites[0].cases[0]. Did you mean prompt?',
    ],
    [
      'a key at the top',
      'models:',
      'modles:',
      'f.yaml:3:1: Unknown key modles. Did you mean models?',
    ],
    [
      'a key of a model',
      'amp_args',
      'amp_arg',
      'f.yaml:5:24: Unknown key amp_arg in models.gpt5. Did you mean amp_args?',
    ],
    [
      'what is missing',
      '        prompt: "Add a comprehensive README.md"\n',
      '',
      'suites[0].cases[0].prompt is missing.',
    ],
    [
      'another version',
      'version: 1',
      'version: 2',
      'f.yaml:1:1: version: This version of fleetmux supports only version 1.',
    ],
    [
      'a wrong type',
      '["--try-gpt5"]',
      'yes',
      'f.yaml:5:24: models.gpt5.amp_args: expected array, received string',
    ],
    [
      'a wrong id',
      'id: smoke',
      'id: "a b/c"',
      'f.yaml:8:5: suites[0].id: Use at most 100 letters, digits',
    ],
    [
      'a valid name of an environment variable',
      'AMP_ALLOY_MODE',
      '1X',
      'This is not a valid name of an environment variable.',
    ],
    [
      'no model',
      '  default: { name: default }\n  gpt5: { name: gpt-5, amp_args: ["--try-gpt5"] }\n  alloy: { name: alloy, env: { AMP_ALLOY_MODE: "on" } }\n',
      '  {}\n',
      'f.yaml:3:1: models: At least one model is required.',
    ],
    [
      'an unknown metric',
      'suites:',
      'metrics: [sucess_rate]\nsuites:',
      'Did you mean success_rate?',
    ],
    ['a tab', '  default: {', '\tdefault: {', 'f.yaml:4:'],
    ['a bracket', '["--try-gpt5"]', '["--try-gpt5"', 'f.yaml:'],
    [
      'a key twice',
      'name: "Remote',
      'version: 1\nname: "Remote',
      'f.yaml:2:1: Map keys must be unique',
    ],
    ['an alias of nothing', '{ name: default }', '*none', 'f.yaml:'],
  ])('%s', (_, good, bad, said) => {
    const errors = errorsOf(GOOD.replace(good, bad))
    expect(errors.join('\n')).toContain(said)
  })

  test.each(['', '- 1\n', 'just words', '[]'])('a file that is %j is no benchmark', text => {
    expect(errorsOf(text).join()).toContain('f.yaml:1:1: A benchmark file must be a map')
  })

  test('all of them are told, in the order of the file', () => {
    const bad = GOOD.replace('version: 1', 'version: 3').replace('prompt:', 'promt:')
    const lines = errorsOf(bad).map(line => Number(line.split(':')[1]))
    expect(lines.length).toBe(3)
    expect(lines).toEqual(lines.toSorted((one, other) => one - other))
  })

  test('aliases that grow without end are refused', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`
    expect(errorsOf(bomb).join()).toMatch(/alias/i)
  })
})

test('a batch plan says what it wants', () => {
  const check = (text: string) => () => readYaml('p.yaml', text).check(batchSchema)
  const good = 'concurrency: 2\ndefaults: {baseBranch: main}\nmatrix: [{repo: /r, prompt: x}]\n'
  expect(check(good)()).toMatchObject({ concurrency: 2, matrix: [{ repo: '/r' }] })
  expect(check(good.replace('concurrency: 2', 'concurrency: 0'))).toThrow('p.yaml:1:1')
  expect(check(good.replace('baseBranch', 'basebranch'))).toThrow('defaults.baseBranch is missing')
  expect(check(good.replace('prompt', 'promt'))).toThrow('has 2 errors')
})
