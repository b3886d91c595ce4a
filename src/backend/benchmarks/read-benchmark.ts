import { dirname } from 'node:path'
import { type Benchmark, caseName } from '../../state/benchmarks/benchmark.ts'
import {
  batchSchema,
  benchmarkSchema,
  oldSuiteSchema,
} from '../../state/benchmarks/benchmark-schema.ts'
import type { CheckLocalPath } from '../../state/benchmarks/benchmarks-handle.ts'
import {
  toBenchmarkOfBatch,
  toBenchmarkOfOldSuite,
} from '../../state/benchmarks/file/batch-plan.ts'
import { normalize } from '../../state/benchmarks/file/normalize.ts'
import { readYaml, type YamlFile } from '../../state/benchmarks/file/yaml-file.ts'
import { FailureError } from '../../state/model/failure.ts'
import { readPlainFile } from '../files/plain-file.ts'
import { readSuiteFiles, suitePaths } from './suite-files.ts'

/** Maximum bytes of a benchmark file; a larger file is refused. */
const MOST = 4 << 20

/** Reads a file and all files it names. @throws FailureError that lists every error with its line. */
export async function readBenchmark(
  file: string,
  allow: CheckLocalPath = async () => {},
): Promise<Benchmark> {
  const text = readPlainFile(file, { limit: MOST })
  if (text === null)
    throw new FailureError({
      kind: 'missing',
      what: `There is no file ${file}.`,
      hint: 'Give the path of a benchmark file (docs/benchmarks.md).',
    })
  const yaml = readYaml(file, text)
  const benchmark = await toBenchmark(file, yaml, allow)
  refuseTwice(yaml, benchmark)
  return benchmark
}

async function toBenchmark(
  file: string,
  yaml: YamlFile,
  allow: CheckLocalPath,
): Promise<Benchmark> {
  const keys = Object.keys(yaml.value as object)
  if (keys.includes('matrix')) return toBenchmarkOfBatch(file, yaml.check(batchSchema))
  if (keys.includes('cases') && !keys.includes('suites'))
    return toBenchmarkOfOldSuite(file, yaml.check(oldSuiteSchema))
  const written = yaml.check(benchmarkSchema)
  yaml.refuse(
    written.suites.flatMap((suite, at) => {
      const has = suite.cases ?? suite.swebench_cases_dir ?? suite.predictions
      return has === undefined || (Array.isArray(has) && has.length === 0)
        ? [
            yaml.error(
              ['suites', at],
              `The suite ${suite.id} has neither \`cases\` nor \`swebench_cases_dir\`.`,
            ),
          ]
        : []
    }),
  )
  // A file of predictions contains answers of models, made outside fleetmux, and the models' names. So `models` may be
  // missing only if every suite has predictions.
  if (!written.models && written.suites.some(({ predictions }) => predictions === undefined))
    yaml.refuse([yaml.error([], 'The section `models` is missing.')])
  for (const path of written.suites.flatMap(suite => suitePaths(dirname(file), suite)))
    await allow(path)
  return normalize(written, (suite, base) => readSuiteFiles(dirname(file), suite, base))
}

/** Rejects suites with the same id and cases with the same name: reports could not distinguish them. */
function refuseTwice(yaml: YamlFile, { cases, suites }: Benchmark): void {
  const twice = (names: readonly string[]) =>
    names.find((name, at) => names.indexOf(name) !== at) ?? null
  const suite = twice(suites)
  if (suite !== null)
    yaml.refuse([
      yaml.error(
        ['suites', suites.lastIndexOf(suite), 'id'],
        `The suite ${suite} is defined twice.`,
      ),
    ])
  const name = twice(cases.map(caseName))
  if (name === null) return
  const [of = ''] = name.split('/')
  const same = cases.filter(one => one.suite === of)
  const at = same.findLastIndex(one => caseName(one) === name)
  yaml.refuse([
    yaml.error(
      ['suites', suites.indexOf(of), 'cases', at, 'id'],
      `The case ${name} is defined twice.`,
    ),
  ])
}
