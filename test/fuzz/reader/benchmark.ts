import { benchmarkSchema } from '../../../src/state/benchmarks/benchmark-schema.ts'
import { readPredictions } from '../../../src/state/benchmarks/file/prediction.ts'
import { readSwebenchCases } from '../../../src/state/benchmarks/file/swebench-case.ts'
import { readYaml } from '../../../src/state/benchmarks/file/yaml-file.ts'
import { hold, orFailure } from '../finding.ts'
import { generate, many, word } from '../generate.ts'
import { damage, deep, writeJson } from '../json.ts'
import type { Random } from '../random.ts'
import type { Reader } from '../reader.ts'

const CASE = { id: 'one', repo: '/r', prompt: 'Do it.', script_command: 'true' }
const FILE = {
  ...{ version: 1, name: 'x', metrics: ['success_rate'] },
  models: { default: { name: 'default', amp_args: ['--x'], env: { A: 'b' } } },
  suites: [{ id: 's', cases: [CASE], max_iterations: 2 }],
}

/** JSON is YAML; some lines of the other form are strewn in. */
function file(random: Random): string {
  const text = writeJson(random, damage(random, FILE))
  return random.int(2) === 0 ? text : `${text}\n${word(random)}: [${word(random)}]\n`
}

export const benchmarkFile: Reader = {
  name: 'benchmark files',
  holds: 'an error has the line and the column at which it is, and is fit to be shown',
  make: random =>
    generate(random, {
      whole: file,
      atoms: ['&a ', '*a', '<<: *a', '!!binary ', '? ', '- ', '|\n', ': ', '---\n', '%YAML 9', '"'],
    }),
  check(input) {
    const read = orFailure(() => readYaml('f', input).check(benchmarkSchema))
    if (read) hold(read.suites.length > 0, 'a file without suites passed')
  },
  worst: [
    deep('[', ']'),
    deep('{a: ', '}'),
    size => '- '.repeat(size / 2),
    size => ' '.repeat(size),
    size => `a: &a [x]\nb: [${'*a,'.repeat(size / 3)}]`,
    size => `a: "${'x\\n'.repeat(size / 3)}"`,
    size => Array.from({ length: size / 8 }, (_, nth) => `k${nth}: 1\n`).join(''),
  ],
  costs: 4,
}

const SWE = { id: 'a-1', repo: '/r', bugCommit: 'a', fixCommit: 'b', testPath: 't', prompt: 'x' }
const LINE = { instance_id: 'a-1', model_name_or_path: 'm/1', model_patch: 'diff' }
const BASE = {
  ...{ suite: 's', base: null, maxIterations: null, timeout: 1, setupTimeout: 1 },
  ...{ verifyTimeout: 1, program: null, server: null },
}

export const predictionLines: Reader = {
  name: 'SWE-bench cases and predictions',
  holds: 'each prediction answers a case that is there, and what is wrong is named by its place',
  make: random =>
    generate(random, {
      whole: each =>
        many(each, 4, () => writeJson(each, damage(each, each.int(2) ? SWE : LINE))).join('\n'),
      atoms: ['\n', '[', ']', '{}', 'null'],
    }),
  check(input) {
    const cases = readSwebenchCases('c', JSON.stringify([SWE]), BASE)
    orFailure(() => readSwebenchCases('c', input, BASE))
    const read = orFailure(() => readPredictions('p', input, cases))
    for (const { key } of read?.models ?? [])
      hold(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(key), `${key} is no key`)
  },
  worst: [
    size => '\n'.repeat(size),
    size => `{"instance_id":"${'a'.repeat(size)}"}`,
    size => `{"instance_id":"a-1","model_name_or_path":"${'/'.repeat(size)}","model_patch":""}`,
  ],
}
