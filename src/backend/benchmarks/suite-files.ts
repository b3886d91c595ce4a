import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { homeOf } from '../../disk/own-directory.ts'
import type { BenchmarkFile } from '../../state/benchmarks/benchmark-schema.ts'
import type { CaseBase, SuiteFiles } from '../../state/benchmarks/file/normalize.ts'
import { readPredictions } from '../../state/benchmarks/file/prediction.ts'
import { readSwebenchCases } from '../../state/benchmarks/file/swebench-case.ts'
import { FailureError, reasonOf } from '../../state/model/failure.ts'
import { readPlainFile } from '../files/plain-file.ts'

type Suite = BenchmarkFile['suites'][number]

/** Paths of the local files and directories that a suite names. */
export function suitePaths(base: string, suite: Suite): readonly string[] {
  const named = [suite.swebench_cases_dir, suite.predictions]
  return named.flatMap(path => (path === undefined ? [] : [pathFrom(base, path)]))
}

/**
 * Reads the files that a suite of the benchmark file names: the directory of SWE-bench cases (`swebench_cases_dir`) and
 * the file of models' patches for these cases (`predictions`).
 * @throws FailureError that names the file and the case.
 */
export function readSuiteFiles(base: string, suite: Suite, usual: CaseBase): SuiteFiles {
  const { swebench_cases_dir: directory, predictions } = suite
  if (directory === undefined) {
    if (predictions === undefined) return { cases: [], models: [] }
    throw usage(
      `The suite ${suite.id} has \`predictions\`, but no \`swebench_cases_dir\`.`,
      'Set `swebench_cases_dir` to the directory of the cases that the predictions are for.',
    )
  }
  const place = pathFrom(base, directory)
  const cases = caseFiles(place).flatMap(file => {
    const text = readPlainFile(file)
    if (text === null) throw usage(`${file} no longer exists.`, 'Put the file back.')
    return readSwebenchCases(file, text, usual)
  })
  if (cases.length === 0)
    throw usage(
      `${place} contains no *.json file with cases.`,
      'Correct `swebench_cases_dir` in the benchmark file.',
    )
  if (predictions === undefined) return { cases, models: [] }
  const file = pathFrom(base, predictions)
  const text = readPlainFile(file, { limit: 256 << 20 })
  if (text === null)
    throw usage(`There is no file ${file}.`, 'Correct `predictions` in the benchmark file.')
  return readPredictions(file, text, cases)
}

function caseFiles(directory: string): readonly string[] {
  try {
    const names = readdirSync(directory).filter(name => name.endsWith('.json'))
    return names.toSorted().map(name => join(directory, name))
  } catch (thrown) {
    throw usage(
      `${directory} cannot be read: ${reasonOf(thrown)}.`,
      'Correct `swebench_cases_dir` in the benchmark file: it must name a directory that you can read.',
    )
  }
}

function pathFrom(base: string, path: string): string {
  return path.startsWith('~/') ? join(homeOf(process.env), path.slice(2)) : resolve(base, path)
}

function usage(what: string, hint: string): FailureError {
  return new FailureError({ kind: 'usage', what, hint })
}
